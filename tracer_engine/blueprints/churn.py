"""Customer churn: who will leave. Telecom, bank, shop, subscription, gym and insurance exports."""

from __future__ import annotations

from tracer_engine.blueprints.shared_roles import PERSONAL_NAME, words
from tracer_engine.types.blueprint import Blueprint, Economics, EngineeredFeature, Role, Wording

_WHO = (
    Role(name="customer_id", meaning="Tells the customers apart", kind="any",
         aliases=words(
             "customer id, customer number, customer code, customer key, customer no, client id, client number, "
             "client num, user id, member id, member number, subscriber id, account id, account number, account key, "
             "policy number, policy id, contract id, contract number, id, uuid, guid, msisdn, mobile number, phone "
             "number, loyalty id, card number, kundennummer, kunden id, kunde id, numero client, id client, id "
             "cliente, numero cliente, party id, household id, company id"
         )),
    PERSONAL_NAME,
    Role(name="age", meaning="Age of the customer", kind="number", unit="years", sensitive=True,
         aliases=words("age, customer age, age in years, age years, edad, alter"),
         high="Is {value} years old, usually {usual}", low="Is only {value} years old, usually {usual}"),
    Role(name="gender", meaning="Gender of the customer", kind="category", sensitive=True,
         aliases=words("gender, sex, customer gender, geschlecht, genre, sexe, genero, sexo"),
         level="Gender is {value}"),
    Role(name="region", meaning="Where the customer lives", kind="category",
         aliases=words(
             "region, geography, country, state, province, region category, location, city, area, territory, area "
             "code, market, land, pays, pais"
         ),
         level="Lives in {value}"),
    Role(name="income", meaning="Income or salary", kind="number",
         aliases=words(
             "income, salary, estimated salary, annual income, monthly income, yearly income, household income, net "
             "income, revenu, annual salary, einkommen, gehalt, salaire, ingresos, salario"
         ),
         high="Earns {value}, usually {usual}", low="Earns only {value}, usually {usual}"),
)  # fmt: skip

_CONTRACT = (
    Role(name="tenure", meaning="How long somebody has been a customer", kind="number",
         aliases=words(
             "tenure, tenure in months, tenure months, months as customer, months on book, customer tenure, account "
             "length, account age, subscription age, subscription length, membership length, lifetime, customer "
             "lifetime, length of relationship, relationship length, relationship months, vintage, years as "
             "customer, days as customer, customer since months, time as customer, months in service, month in "
             "service, service months, months active, age of account, policy tenure, membership months, membership "
             "years, subscription months, subscription duration, vertragsdauer, anciennete, antiguedad, account "
             "weeks, account months, tenure years, loyalty years, years with company, years with bank, years with "
             "us, seniority"
         ),
         high="Has been a customer for long: {value}, usually {usual}",
         low="Became a customer only recently: {value}, usually {usual}"),
    Role(name="contract", meaning="Kind of contract", kind="category", actionable=True,
         aliases=words(
             "contract, contract type, contract kind, contract term, contract length, contract period, subscription "
             "term, commitment, billing cycle, billing frequency, billing period, billing interval, payment "
             "frequency, renewal type, vertragsart, vertrag, contrat, type de contrat, contrato"
         ),
         level="Contract is {value}"),
    Role(name="remaining_contract", meaning="How much of the contract is left", kind="number",
         aliases=words(
             "remaining contract, remaining contract months, contract remaining, month to end contract, months to "
             "contract end, contract months left, days to renewal, days until renewal, months to renewal, contract "
             "left, remaining months, days to expiry, remaining term, restlaufzeit"
         ),
         high="Contract still runs for {value}, usually {usual}",
         low="Contract runs out soon: {value} left, usually {usual}"),
    Role(name="payment_method", meaning="How the customer pays", kind="category", actionable=True,
         aliases=words(
             "payment method, payment type, payment mode, preferred payment mode, pay method, payment, method of "
             "payment, billing method, mode of payment, zahlungsart, moyen de paiement, mode de paiement, metodo de "
             "pago, forma de pago"
         ),
         level="Pays by {value}"),
    Role(name="paperless", meaning="Bills without paper", kind="flag", actionable=True,
         aliases=words("paperless billing, paperless, e bill, electronic billing, online billing, ebill"),
         high="Gets bills without paper", low="Gets bills on paper"),
    Role(name="auto_renewal", meaning="Contract or payment renews by itself", kind="flag", actionable=True,
         aliases=words(
             "auto renewal, auto renew, automatic renewal, autopay, auto pay, auto payment, automatic payment, "
             "direct debit, auto renew flag, autorenew, is auto renew"
         ),
         high="Renews by itself", low="Does not renew by itself"),
    Role(name="plan", meaning="Plan, tariff or tier", kind="category", actionable=True,
         aliases=words(
             "plan, plan type, plan tier, tariff, tariff plan, tier, subscription type, subscription plan, "
             "subscription tier, membership, membership type, membership category, membership tier, package, service "
             "plan, rate plan, card category, policy type, account type, customer segment, tarif, plan name, pricing "
             "plan, product type, abonnement, paket, tarifa"
         ),
         level="Plan is {value}"),
)  # fmt: skip

_MONEY = (
    Role(name="monthly_charge", meaning="What the customer pays a month", kind="number", unit="a month",
         actionable=True,
         aliases=words(
             "monthly charge, monthly charges, monthly fee, monthly bill, monthly payment, monthly cost, monthly "
             "price, monthly revenue, monthly spend, monthly amount, monthly premium, mrr, monthly recurring "
             "revenue, monthly recurring charge, bill avg, average bill, avg monthly charge, average monthly charge, "
             "average monthly bill, mean monthly revenue, monthly charge amount, arpu, monatsbeitrag, monatliche "
             "kosten, monatspreis, monatliche gebuhr, montant mensuel, cargo mensual, cuota mensual, frais mensuels, "
             "rev mean"
         ),
         high="Pays {value} a month, usually {usual}", low="Pays only {value} a month, usually {usual}"),
    Role(name="charge", meaning="What the customer pays, whatever the period", kind="number", actionable=True,
         aliases=words(
             "charge amount, premium amount, premium, annual premium, fee, membership fee, price, bill amount, "
             "subscription fee, subscription price, plan price, plan list price, average transaction value, avg "
             "transaction value, order value, average order value, annual fee, yearly fee, average charge, average "
             "spend, avg order value"
         ),
         high="Pays {value}, usually {usual}", low="Pays only {value}, usually {usual}"),
    Role(name="total_charge", meaning="What the customer has paid in all", kind="number",
         aliases=words(
             "total charge, total charges, total revenue, total spend, total spent, total amount, total paid, total "
             "payment, total purchases, amount spent, lifetime value, customer lifetime value, cltv, clv, lifetime "
             "revenue, total amount spent, total bill, gesamtkosten, gesamtbetrag, montant total, cargo total, total "
             "transaction amount"
         ),
         high="Has paid {value} in all, usually {usual}", low="Has paid only {value} in all, usually {usual}"),
    Role(name="charge_parts", meaning="The parts of the charges, such as day, evening, night", kind="number", many=True,
         aliases=words(
             "total day charge, total eve charge, total evening charge, total night charge, total intl charge, total "
             "international charge, day charge, eve charge, night charge, intl charge, total long distance charges, "
             "total extra data charges, long distance charge, data charge, roaming charge, extra charges, overage "
             "charge, overage fee"
         )),
    Role(name="balance", meaning="Money on the account", kind="number",
         aliases=words(
             "balance, account balance, current balance, average balance, avg balance, revolving balance, total "
             "revolving bal, wallet balance, points in wallet, savings balance, kontostand, solde, saldo"
         ),
         high="Has a balance of {value}, usually {usual}", low="Has a balance of only {value}, usually {usual}"),
    Role(name="credit_score", meaning="Credit score", kind="number",
         aliases=words("credit score, credit rating, fico, fico score, schufa score"),
         high="Credit score is {value}, usually {usual}", low="Credit score is only {value}, usually {usual}"),
    Role(name="discount", meaning="Discount or offer the customer has", kind="any", actionable=True,
         aliases=words(
             "discount, offer, discount rate, discount amount, discount percent, promotion, promo, coupon used, "
             "coupon, cashback amount, voucher, used special discount, offer type, rabatt, remise, descuento"
         ),
         high="Has a discount of {value}, usually {usual}", low="Has a discount of only {value}, usually {usual}",
         level="Offer is {value}"),
    Role(name="late_payments", meaning="Payments that came late or failed", kind="number",
         aliases=words(
             "late payments, payment delay, payment delays, failed payments, missed payments, overdue payments, "
             "number of late payments, days past due, days overdue, payment failures, overdue days, arrears"
         ),
         high="Payments came late: {value}, usually {usual}", low="Payments are on time: {value}, usually {usual}"),
)  # fmt: skip

_CONDUCT = (
    Role(name="support_contacts", meaning="How often the customer called or wrote to support", kind="number",
         actionable=True,
         aliases=words(
             "customer service calls, service calls, support calls, support tickets, number of support tickets, "
             "support contacts, customer support calls, call center calls, custserv calls, cust serv calls, number "
             "customer service calls, tickets, help desk calls, technical tickets, admin tickets, numbadmintickets, "
             "numtechtickets, support requests, support cases, contacts count, customer care calls, custcare, "
             "contacts 12 months, contacts count 12 mon, number of calls to support, support interactions, "
             "supportanfragen"
         ),
         high="Contacted support {value} times, usually {usual}",
         low="Contacted support {value} times, usually {usual}"),
    Role(name="complaints", meaning="Whether or how often the customer complained", kind="any", actionable=True,
         aliases=words(
             "complaints, complaint, complain, complains, number of complaints, complaint count, past complaint, has "
             "complained, complaints last year, beschwerden, reclamations, quejas"
         ),
         high="Complained {value} times, usually {usual}", low="Complained {value} times, usually {usual}",
         level="Complaints are {value}"),
    Role(name="failures", meaning="How often the service failed the customer", kind="number", actionable=True,
         aliases=words(
             "service failure count, failures, failure count, service failures, outages, dropped calls, call "
             "failure, call failures, drop calls, number of failures, returns, number of returns, incidents, errors, "
             "service interruptions, stoerungen"
         ),
         high="Service failed {value} times, usually {usual}", low="Service failed {value} times, usually {usual}"),
    Role(name="usage", meaning="How much the customer uses the service", kind="number",
         aliases=words(
             "usage, monthly usage, data usage, usage frequency, frequency of use, minutes of use, seconds of use, "
             "download avg, average download, average monthly gb download, avg monthly gb download, gb download, "
             "monthly minutes, usage hours, hours spent, hour spend on app, time spent, avg time spent, average time "
             "spent, login count, logins, number of logins, login frequency, sessions, session count, visits, number "
             "of visits, visits per month, visits per week, class frequency, avg class frequency current month, avg "
             "class frequency total, viewing hours, watch hours, watch time, viewing hours per week, average viewing "
             "duration, total minutes, total usage, monthly hours, weekly hours, weekly visits, monthly visits, "
             "total transaction count, total trans ct, transactions, number of transactions, transaction count, "
             "nutzung, usage minutes, active days, monthly logins"
         ),
         high="Uses the service a lot: {value}, usually {usual}",
         low="Uses the service little: {value}, usually {usual}"),
    Role(name="usage_parts", meaning="The parts of the usage, such as minutes by day, evening, night", kind="number",
         many=True,
         aliases=words(
             "total day minutes, total eve minutes, total evening minutes, total night minutes, total intl minutes, "
             "total international minutes, day minutes, day mins, eve minutes, eve mins, night minutes, night mins, "
             "intl minutes, intl mins, peak minutes, off peak minutes, upload avg, download over limit"
         )),
    Role(name="recency", meaning="Time since the customer was last active", kind="number",
         aliases=words(
             "days since last login, days since last purchase, days since last order, day since last order, days "
             "since last activity, days since last visit, days since last transaction, days since last use, days "
             "since last contact, recency, inactive days, days inactive, months inactive, months inactive 12 mon, "
             "last interaction, last login days, days since last session, last active days, days since active, days "
             "since last seen, days since last booking, last order days"
         ),
         high="Time since last active is {value}, usually {usual}",
         low="Time since last active is only {value}, usually {usual}"),
    Role(name="orders", meaning="Number of orders or purchases", kind="number",
         aliases=words(
             "orders, order count, number of orders, total orders, purchases, number of purchases, purchase count, "
             "bookings, number of bookings, purchase frequency, order frequency, bestellungen"
         ),
         high="Ordered {value} times, usually {usual}", low="Ordered only {value} times, usually {usual}"),
    Role(name="products", meaning="Number of products the customer has", kind="number", actionable=True,
         aliases=words(
             "number of products, num of products, products number, product count, products, products used, total "
             "relationship count, number of services, number of subscriptions, number of policies, num products"
         ),
         high="Has {value} products, usually {usual}", low="Has only {value} products, usually {usual}"),
    Role(name="services", meaning="Services and options the customer has, each yes or no", kind="any", many=True,
         actionable=True,
         aliases=words(
             "phone service, multiple lines, online security, online backup, device protection, device protection "
             "plan, tech support, premium tech support, streaming tv, streaming movies, streaming music, unlimited "
             "data, international plan, intl plan, voice mail plan, voicemail plan, vmail plan, tv subscriber, movie "
             "package subscriber, has credit card, has cr card, mobile app, group visits, personal training, multi "
             "device access, parental control, add on, addon, premium support, data plan, insurance, roaming, cloud "
             "backup, international roaming"
         )),
    Role(name="satisfaction", meaning="How content the customer says to be", kind="number", actionable=True,
         aliases=words(
             "satisfaction, satisfaction score, satisfaction level, customer satisfaction, csat, nps, nps score, "
             "feedback score, feedback rating, user rating, rating, review score, customer rating, feedback, "
             "satisfaction rating, net promoter score, zufriedenheit, satisfaccion"
         ),
         high="Rates the service {value}, usually {usual}", low="Rates the service only {value}, usually {usual}"),
    Role(name="referrals", meaning="How many customers this one has brought", kind="number",
         aliases=words("number of referrals, referrals, referral count, referred, customers referred, invites"),
         high="Brought {value} other customers, usually {usual}",
         low="Brought {value} other customers, usually {usual}"),
    Role(name="active_member", meaning="Whether the customer is active", kind="flag", actionable=True,
         aliases=words("active member, is active member, active, is active, active customer, active user"),
         high="Is an active member", low="Is not an active member"),
)  # fmt: skip

_FEATURES = (
    EngineeredFeature(name="charge_per_tenure", label="Average charge over the time as customer",
                      expression="total_charge / tenure",
                      wording="What the customer has paid in all, divided by the time as customer.",
                      high="Paid {value} on average over the time as customer, usually {usual}",
                      low="Paid only {value} on average over the time as customer, usually {usual}"),
    EngineeredFeature(name="charge_rise", label="Monthly charge against the average paid so far",
                      expression="monthly_charge - total_charge / tenure",
                      wording="How much the present monthly charge lies above the average paid so far.",
                      high="Pays {value} more a month than on average so far, usually {usual}",
                      low="The monthly charge moved by {value} against the average so far, usually {usual}"),
    EngineeredFeature(name="support_per_tenure", label="Support contacts over the time as customer",
                      expression="support_contacts / (tenure + 1)",
                      wording="How often the customer contacted support, divided by the time as customer.",
                      high="Contacts support often for the time as customer: {value}, usually {usual}",
                      low="Seldom contacts support for the time as customer: {value}, usually {usual}"),
    EngineeredFeature(name="failures_per_tenure", label="Failures over the time as customer",
                      expression="failures / (tenure + 1)",
                      wording="How often the service failed, divided by the time as customer.",
                      high="Service failed often for the time as customer: {value}, usually {usual}",
                      low="Service seldom failed for the time as customer: {value}, usually {usual}"),
    EngineeredFeature(name="charge_per_product", label="Monthly charge for each product",
                      expression="monthly_charge / products",
                      wording="The monthly charge divided by the number of products.",
                      high="Pays {value} a month for each product, usually {usual}",
                      low="Pays only {value} a month for each product, usually {usual}"),
    EngineeredFeature(name="services_held", label="Number of services",
                      expression="count_yes(services)",
                      wording="How many of the services and options the customer has.",
                      high="Has {value} services, usually {usual}",
                      low="Has only {value} services, usually {usual}"),
    EngineeredFeature(name="charge_per_service", label="Monthly charge for each service",
                      expression="monthly_charge / (count_yes(services) + 1)",
                      wording="The monthly charge divided by the number of services, the basic one counted.",
                      high="Pays {value} a month for each service, usually {usual}",
                      low="Pays only {value} a month for each service, usually {usual}"),
    EngineeredFeature(name="usage_total", label="Usage in all",
                      expression="sum(usage_parts)",
                      wording="All parts of the usage together.",
                      high="Usage in all is {value}, usually {usual}",
                      low="Usage in all is only {value}, usually {usual}"),
    EngineeredFeature(name="charges_total", label="Charges in all",
                      expression="sum(charge_parts)",
                      wording="All parts of the charges together.",
                      high="Charges in all are {value}, usually {usual}",
                      low="Charges in all are only {value}, usually {usual}"),
    EngineeredFeature(name="balance_to_income", label="Balance against income",
                      expression="balance / income",
                      wording="The balance divided by the income.",
                      high="Balance is {value} times the income, usually {usual}",
                      low="Balance is only {value} times the income, usually {usual}"),
    EngineeredFeature(name="balance_per_product", label="Balance for each product",
                      expression="balance / products",
                      wording="The balance divided by the number of products.",
                      high="Has a balance of {value} for each product, usually {usual}",
                      low="Has a balance of only {value} for each product, usually {usual}"),
    EngineeredFeature(name="tenure_to_age", label="Time as customer against age",
                      expression="tenure / age",
                      wording="The time as customer divided by the age.",
                      high="Has been a customer for a large part of life: {value}, usually {usual}",
                      low="Has been a customer for a small part of life: {value}, usually {usual}"),
    EngineeredFeature(name="charge_per_usage", label="Monthly charge for each unit of usage",
                      expression="monthly_charge / (usage + 1)",
                      wording="The monthly charge divided by the usage.",
                      high="Pays {value} for each unit of usage, usually {usual}",
                      low="Pays only {value} for each unit of usage, usually {usual}"),
    EngineeredFeature(name="recency_to_tenure", label="Time since last active against the time as customer",
                      expression="recency / (tenure + 1)",
                      wording="The time since the customer was last active, divided by the time as customer.",
                      high="Has not been active for a large part of the time as customer: {value}, usually {usual}",
                      low="Was active lately, for the time as customer: {value}, usually {usual}"),
    EngineeredFeature(name="orders_per_tenure", label="Orders over the time as customer",
                      expression="orders / (tenure + 1)",
                      wording="The number of orders, divided by the time as customer.",
                      high="Orders often for the time as customer: {value}, usually {usual}",
                      low="Orders seldom for the time as customer: {value}, usually {usual}"),
)  # fmt: skip

BLUEPRINT = Blueprint(
    key="churn",
    title="Customer churn",
    question="Which customers will leave?",
    outcome="churn",
    schema_version=1,
    wording=Wording(
        entity="customer", entities="customers", act="leave", acted="left", actor="leaver", actors="leavers",
        not_acted="stayed", risk="risk of leaving",
    ),
    roles=_WHO + _CONTRACT + _MONEY + _CONDUCT,
    features=_FEATURES,
    target_hints=words(
        "churn, churned, churn label, churn value, churn flag, is churn, is churned, has churned, churn status, "
        "exited, attrition flag, attrited, attrition, customer status, account status, subscription status, "
        "membership status, contract status, policy status, is cancelled, cancelled, canceled, is canceled, "
        "cancellation, has left, left company, left bank, left service, left us, left, leave, leaver, exit, exit "
        "flag, departed, defected, lapsed, lapse, quit, unsubscribed, terminated, lost, is lost, gone, closed, "
        "account closed, status, gekundigt, kundigung, gekuendigt, kuendigung, abgewandert, abwanderung, resilie, "
        "resiliation, desabonnement, attrition client, parti, baja, cancelado, cancelacion, abandono, fuga, evasao, "
        "cancelou, abbandono, disdetta, opzegging, opgezegd, inactive, rezygnacja, "
        "отток, ушел, 流失, 是否流失, 解約"
    ),
    inverse_target_hints=words(
        "retained, is retained, retention, stayed, renewed, is renewed, renewal, kept, loyal, still customer, still "
        "active, is active, active, active flag, is active customer, aktiv, actif, activo"
    ),
    positive_values=words(
        "yes, true, 1, y, t, churn, churned, churner, attrited customer, attrited, leave, leaver, left, exited, "
        "exit, cancelled, canceled, cancel, lost, closed, inactive, terminated, gone, lapsed, expired, departed, "
        "quit, unsubscribed, defected, deactivated, dormant, ended, ja, oui, si, sim, gekundigt, gekuendigt, "
        "abgewandert, resilie, parti, baja, cancelado, cancelada, inactivo, inaktiv, inactif, verloren, ehemalig, "
        "opgezegd, disdetto, tak, evet, да, ушел, 是, はい"
    ),
    negative_values=words(
        "no, false, 0, -1, n, f, stay, stayed, stays, retained, active, existing customer, existing, joined, "
        "current, open, renewed, kept, loyal, live, subscribed, new, remain, remained, trial, nein, non, nao, nee, "
        "aktiv, actif, activo, alta, bestand, ongoing, enabled, paused, in force, "
        "nie, hayir, нет, 否, いいえ"
    ),
    leak_words=words(
        "reason, cancel, cancelled, canceled, cancellation, cancel date, end date, exit date, exit interview, "
        "termination, terminated, closing date, close date, closure, closed, leave date, leaving, departure, final "
        "bill, last bill, final invoice, win back, winback, deactivation, deactivated, disconnect, disconnected, "
        "disconnection, port out, ported, refund date, predicted, prediction, propensity, exit survey, "
        "kundigungsdatum, kundigungsgrund, motif, motivo, fecha baja"
    ),
    economics=Economics(value_role="monthly_charge"),
    plays={
        "tenure": "Call as a welcome, and help with whatever is new.",
        "remaining_contract": "Talk before the contract ends.",
        "contract": "Offer a longer contract with something in return.",
        "monthly_charge": "Offer a plan that fits the usage, at a lower price.",
        "payment_method": "Offer automatic payment.",
        "support_contacts": "Call, and settle what support left open.",
        "complaints": "Call, and settle the complaint.",
        "failures": "Mend the service first, then call.",
        "services": "Offer a service that binds, such as support or security, for some months free.",
        "products": "Offer a second product.",
        "discount": "Check whether the present offer still holds.",
        "active_member": "Show what the service can do; invite to use it.",
        "usage": "Show what the service can do; invite to use it.",
        "satisfaction": "Call and ask what is wrong.",
        "plan": "Offer a plan that fits the usage.",
    },
)  # fmt: skip
