"""Employee attrition: who will leave the company. Exports of personnel systems and surveys."""

from __future__ import annotations

from tracer_engine.blueprints.shared_roles import PERSONAL_NAME, words
from tracer_engine.types.blueprint import Blueprint, Economics, EngineeredFeature, Role, Sample, SampleColumn, Wording

_WHO = (
    Role(name="employee_id", meaning="Tells the employees apart", kind="any",
         aliases=words(
             "employee number, employee id, emp id, employee no, employee code, employee key, emp number, emp no, "
             "emp code, staff id, staff number, staff code, worker id, worker number, person id, personnel number, "
             "person number, associate id, badge number, badge id, payroll number, payroll id, hr id, id, uuid, "
             "guid, personalnummer, mitarbeiternummer, mitarbeiter id, matricule, numero empleado, id empleado, "
             "enrollee id"
         )),
    PERSONAL_NAME,
    Role(name="employee_name", meaning="The names of the employee and of the manager", kind="any", many=True,
         personal=True,
         aliases=words(
             "employee name, emp name, staff name, worker name, manager name, supervisor name, mitarbeiter"
         )),
    Role(name="age", meaning="Age of the employee", kind="number", unit="years", sensitive=True,
         aliases=words("age, employee age, age in years, age years, edad, alter"),
         high="Is {value} years old, usually {usual}", low="Is only {value} years old, usually {usual}"),
    Role(name="gender", meaning="Gender of the employee", kind="category", sensitive=True,
         aliases=words(
             "gender, sex, employee gender, geschlecht, genre, sexe, genero, sexo, gender full, gender short"
         ),
         level="Gender is {value}"),
    Role(name="marital_status", meaning="Marital status", kind="category", sensitive=True,
         aliases=words("marital status, marital, marital desc, married, civil status, familienstand, estado civil"),
         level="Marital status is {value}"),
    Role(name="dependents", meaning="Children and others the employee keeps", kind="number", sensitive=True,
         aliases=words("dependents, number of dependents, dependent count, children, number of children, kinder"),
         high="Has {value} dependents, usually {usual}", low="Has only {value} dependents, usually {usual}"),
    Role(name="education", meaning="Level of education", kind="any",
         aliases=words(
             "education, education level, level of education, degree, highest degree, qualification, ausbildung, "
             "bildung, niveau etudes, nivel educativo"
         ),
         high="Education level is {value}, usually {usual}", low="Education level is only {value}, usually {usual}",
         level="Education is {value}"),
    Role(name="education_field", meaning="What the employee studied", kind="category",
         aliases=words("education field, field of study, major, major discipline, study field, fachrichtung"),
         level="Studied {value}"),
    Role(name="distance", meaning="How far the way to work is", kind="number",
         aliases=words(
             "distance from home, distance to work, commute distance, commute time, commuting distance, commute, "
             "commuting time, distance from residence to work, distance to office, arbeitsweg, entfernung"
         ),
         high="Has a long way to work: {value}, usually {usual}",
         low="Has a short way to work: {value}, usually {usual}"),
    Role(name="place", meaning="Where the employee works or lives", kind="category",
         aliases=words(
             "office, office location, work location, site, branch, location, city, city name, state, region, "
             "country, store name, store, joining city, standort"
         ),
         level="Place is {value}"),
)  # fmt: skip

_JOB = (
    Role(name="department", meaning="Department or unit", kind="category",
         aliases=words(
             "department, dept, department name, division, business unit, unit, team, function, cost center, sales, "
             "abteilung, departement, departamento, servicio"
         ),
         level="Department is {value}"),
    Role(name="job_role", meaning="What the employee does", kind="category",
         aliases=words(
             "job role, job title, position, position title, role, occupation, profession, designation, job, job "
             "family, job function, title, stelle, poste, puesto, cargo"
         ),
         level="Works as {value}"),
    Role(name="job_level", meaning="Level or grade in the company", kind="any",
         aliases=words(
             "job level, grade, level, pay grade, salary grade, seniority level, job grade, band, job band, rank, "
             "payment tier, pay tier, stufe, hierarchy level"
         ),
         high="Job level is {value}, usually {usual}", low="Job level is only {value}, usually {usual}",
         level="Job level is {value}"),
    Role(name="employment_type", meaning="Full time, part time, contract or temporary", kind="category",
         actionable=True,
         aliases=words(
             "employment type, contract type, type of employment, work type, full time, job type, worker type, "
             "employee type, employment contract, part time"
         ),
         level="Employed as {value}"),
    Role(name="overtime", meaning="Whether or how much the employee works overtime", kind="any", actionable=True,
         aliases=words(
             "over time, overtime, overtime hours, works overtime, extra hours, monthly overtime hours, average "
             "overtime hours, uberstunden, heures supplementaires, horas extra"
         ),
         high="Works much overtime: {value}, usually {usual}", low="Works little overtime: {value}, usually {usual}",
         level="Overtime is {value}"),
    Role(name="hours", meaning="Hours worked", kind="number", actionable=True,
         aliases=words(
             "average monthly hours, average montly hours, monthly hours, weekly hours, work hours, working hours, "
             "hours worked, work hours per week, hours per week, average weekly hours, avg monthly hrs, daily hours, "
             "average daily hours, average working hours, arbeitsstunden, stunden"
         ),
         high="Works {value} hours, usually {usual}", low="Works only {value} hours, usually {usual}"),
    Role(name="travel", meaning="How often the employee travels for work", kind="category", actionable=True,
         aliases=words("business travel, travel, travel frequency, travel requirement, dienstreisen, work travel"),
         level="Business travel is {value}"),
    Role(name="remote", meaning="Whether or how often the employee works from home", kind="any", actionable=True,
         aliases=words(
             "remote work, remote, work from home, wfh, wfh setup available, remote work frequency, work mode, "
             "remote ratio, work arrangement, work setup, homeoffice, home office"
         ),
         high="Works from home much: {value}, usually {usual}",
         low="Works from home little: {value}, usually {usual}", level="Work from home is {value}"),
    Role(name="projects", meaning="Number of projects", kind="number", actionable=True,
         aliases=words(
             "number project, number of projects, project count, projects, special projects count, projects handled, "
             "active projects, projekte"
         ),
         high="Has {value} projects, usually {usual}", low="Has only {value} projects, usually {usual}"),
    Role(name="training", meaning="Training the employee had", kind="number", actionable=True,
         aliases=words(
             "training times last year, training hours, trainings, number of trainings, training count, training "
             "days, courses, training sessions, trainings attended, fortbildungen"
         ),
         high="Had {value} of training, usually {usual}", low="Had only {value} of training, usually {usual}"),
    Role(name="recruited_by", meaning="How the employee came to the company", kind="category",
         aliases=words(
             "recruitment source, hiring source, source of hire, recruiting source, recruitment channel, referral "
             "source, hire source"
         ),
         level="Came by {value}"),
)  # fmt: skip

_TIME = (
    Role(name="tenure", meaning="How long the employee has been in the company", kind="number",
         aliases=words(
             "years at company, tenure, years in company, company tenure, time spend company, time spent company, "
             "length of service, years of service, service years, months at company, tenure in months, tenure "
             "months, tenure years, years with company, service length, seniority, months of service, employee "
             "tenure, years employed, betriebszugehorigkeit, anciennete, antiguedad"
         ),
         high="Has been in the company for long: {value}, usually {usual}",
         low="Joined the company only recently: {value}, usually {usual}"),
    Role(name="hired_on", meaning="When the employee joined", kind="any",
         aliases=words(
             "hire date, date of hire, hiring date, joining date, date of joining, start date, joining year, year of "
             "joining, original hire date, hire year, entry date, eintrittsdatum, date embauche"
         ),
         high="Joined late: {value}, usually {usual}", low="Joined early: {value}, usually {usual}"),
    Role(name="time_in_role", meaning="How long in the present role", kind="number",
         aliases=words(
             "years in current role, years in role, time in role, months in role, time in position, years in "
             "position, time in current role, months in current role, years in current position"
         ),
         high="Has been in the role for long: {value}, usually {usual}",
         low="Came to the role only recently: {value}, usually {usual}"),
    Role(name="since_promotion", meaning="Time since the last promotion", kind="number", actionable=True,
         aliases=words(
             "years since last promotion, time since last promotion, months since last promotion, years since "
             "promotion, months since promotion, time since promotion"
         ),
         high="The last promotion is long ago: {value}, usually {usual}",
         low="The last promotion is recent: {value}, usually {usual}"),
    Role(name="promotions", meaning="Whether or how often the employee was promoted", kind="any", actionable=True,
         aliases=words(
             "promotion last 5years, promotion last 5 years, promoted, number of promotions, promotions, promotion, "
             "promotion count, promoted last year, beforderungen"
         ),
         high="Was promoted {value} times, usually {usual}", low="Was promoted {value} times, usually {usual}",
         level="Promotion is {value}"),
    Role(name="with_manager", meaning="How long with the present manager", kind="number", actionable=True,
         aliases=words(
             "years with curr manager, years with current manager, years with manager, time with manager, months "
             "with manager, months with current manager, manager tenure"
         ),
         high="Has had the manager for long: {value}, usually {usual}",
         low="Got the manager only recently: {value}, usually {usual}"),
    Role(name="experience", meaning="Working life in all", kind="number",
         aliases=words(
             "total working years, total experience, years of experience, experience, work experience, total years "
             "experience, years experience, career length, experience in current domain, prior experience, "
             "experience years, berufserfahrung, experiencia"
         ),
         high="Has worked for {value} in all, usually {usual}",
         low="Has worked for only {value} in all, usually {usual}"),
    Role(name="companies", meaning="How many employers there were before", kind="number",
         aliases=words(
             "num companies worked, number of companies worked, companies worked, previous employers, number of "
             "previous employers, prior companies, previous companies, number of employers"
         ),
         high="Worked for {value} companies before, usually {usual}",
         low="Worked for {value} companies before, usually {usual}"),
)  # fmt: skip

_PAY = (
    Role(name="monthly_income", meaning="What the employee earns a month", kind="number", unit="a month",
         actionable=True,
         aliases=words(
             "monthly income, monthly salary, monthly pay, salary per month, monthly wage, monatsgehalt, salaire "
             "mensuel, sueldo mensual, monthly compensation"
         ),
         high="Earns {value} a month, usually {usual}", low="Earns only {value} a month, usually {usual}"),
    Role(name="pay", meaning="What the employee earns, whatever the period", kind="any", actionable=True,
         aliases=words(
             "salary, annual salary, income, annual income, yearly salary, base salary, pay, compensation, wage, "
             "current salary, salary level, base pay, ctc, annual ctc, total compensation, gehalt, salaire, salario, "
             "sueldo, lohn"
         ),
         high="Earns {value}, usually {usual}", low="Earns only {value}, usually {usual}", level="Pay is {value}"),
    Role(name="rates", meaning="Pay rates by hour, day or month", kind="number", many=True,
         aliases=words("hourly rate, daily rate, monthly rate, pay rate, hourly wage, day rate, hourly pay")),
    Role(name="pay_raise", meaning="The last raise", kind="number", actionable=True,
         aliases=words(
             "percent salary hike, salary hike, last raise, salary increase, pay raise, raise percent, salary hike "
             "percent, increment, last increment, salary hike last year, gehaltserhohung"
         ),
         high="Had a raise of {value}, usually {usual}", low="Had a raise of only {value}, usually {usual}"),
    Role(name="stock_options", meaning="Stock options", kind="any", actionable=True,
         aliases=words("stock option level, stock options, stock option, equity, shares, stock grant"),
         high="Stock option level is {value}, usually {usual}", low="Stock option level is {value}, usually {usual}",
         level="Stock options are {value}"),
    Role(name="bonus", meaning="Bonus", kind="any", actionable=True,
         aliases=words("bonus, annual bonus, bonus amount, bonus percent, incentive, incentives, pramie, prime"),
         high="Had a bonus of {value}, usually {usual}", low="Had a bonus of only {value}, usually {usual}",
         level="Bonus is {value}"),
)  # fmt: skip

_CONDUCT = (
    Role(name="performance", meaning="How the work was rated", kind="any",
         aliases=words(
             "performance rating, last evaluation, performance score, performance, evaluation, review score, "
             "performance review, last rating, manager rating, appraisal rating, perf score id, kpi score, previous "
             "year rating, quarterly rating, leistungsbeurteilung"
         ),
         high="Was rated {value}, usually {usual}", low="Was rated only {value}, usually {usual}",
         level="Was rated {value}"),
    Role(name="satisfaction", meaning="How content the employee says to be with the work", kind="any", actionable=True,
         aliases=words(
             "job satisfaction, satisfaction level, satisfaction, employee satisfaction, emp satisfaction, "
             "satisfaction score, employee satisfaction score, job satisfaction score, happiness, morale, "
             "zufriedenheit, arbeitszufriedenheit"
         ),
         high="Is content with the work: {value}, usually {usual}",
         low="Is not content with the work: {value}, usually {usual}", level="Contentment with the work is {value}"),
    Role(name="satisfactions", meaning="Other answers of the survey: surroundings, colleagues, balance, involvement",
         kind="any", many=True, actionable=True,
         aliases=words(
             "environment satisfaction, relationship satisfaction, work life balance, job involvement, work "
             "environment satisfaction, colleague satisfaction, manager satisfaction, engagement, engagement score, "
             "engagement survey, employee engagement, work life balance score, company reputation, employee "
             "recognition, leadership opportunities, innovation opportunities, career opportunities, relationship "
             "with manager, manager support score, team cohesion, recognition, work life balance rating, burn rate, "
             "stress level, mental fatigue score"
         )),
    Role(name="absences", meaning="Days off sick or away", kind="number",
         aliases=words(
             "absences, absence days, sick days, absenteeism, absent days, days absent, sick leave days, absenteeism "
             "time in hours, number of absences, leaves taken, absenteeism rate, fehltage"
         ),
         high="Was away {value} days, usually {usual}", low="Was away {value} days, usually {usual}"),
    Role(name="late_days", meaning="Days the employee came late", kind="number",
         aliases=words("days late last30, days late, late days, late arrivals, tardiness, times late"),
         high="Came late {value} times, usually {usual}", low="Came late {value} times, usually {usual}"),
    Role(name="accidents", meaning="Accidents at work", kind="any", actionable=True,
         aliases=words("work accident, work accidents, accident, accidents, workplace accident, arbeitsunfall"),
         high="Had {value} accidents at work, usually {usual}", low="Had {value} accidents at work, usually {usual}",
         level="Accident at work is {value}"),
    Role(name="complaints", meaning="Complaints and warnings", kind="any",
         aliases=words(
             "complaint filed, complaints, warnings, disciplinary actions, grievances, number of complaints, filed "
             "complaint, recently complained"
         ),
         high="Has {value} complaints, usually {usual}", low="Has {value} complaints, usually {usual}",
         level="Complaints are {value}"),
    Role(name="benched", meaning="Whether the employee was without a project", kind="flag", actionable=True,
         aliases=words("ever benched, benched, on bench"),
         high="Was without a project", low="Was not without a project"),
    Role(name="company_size", meaning="Size of the company or the team", kind="any",
         aliases=words("company size, team size, size of company, company type, span of control"),
         high="Size is {value}, usually {usual}", low="Size is only {value}, usually {usual}", level="Size is {value}"),
)  # fmt: skip

_FEATURES = (
    EngineeredFeature(name="income_per_experience", label="Monthly income for the working life",
                      expression="monthly_income / (experience + 1)",
                      wording="The monthly income divided by the working life in all.",
                      high="Earns much for the working life: {value}, usually {usual}",
                      low="Earns little for the working life: {value}, usually {usual}"),
    EngineeredFeature(name="income_per_level", label="Monthly income for the job level",
                      expression="monthly_income / job_level",
                      wording="The monthly income divided by the job level.",
                      high="Earns much for the job level: {value}, usually {usual}",
                      low="Earns little for the job level: {value}, usually {usual}"),
    EngineeredFeature(name="income_to_age", label="Monthly income for the age",
                      expression="monthly_income / age",
                      wording="The monthly income divided by the age.",
                      high="Earns much for the age: {value}, usually {usual}",
                      low="Earns little for the age: {value}, usually {usual}"),
    EngineeredFeature(name="tenure_share", label="Share of the working life spent here",
                      expression="tenure / (experience + 1)",
                      wording="The time in the company divided by the working life in all.",
                      high="Spent much of the working life here: {value}, usually {usual}",
                      low="Spent little of the working life here: {value}, usually {usual}"),
    EngineeredFeature(name="years_per_company", label="Working life for each employer",
                      expression="experience / (companies + 1)",
                      wording="The working life divided by the number of employers, this one counted.",
                      high="Stays long with an employer: {value}, usually {usual}",
                      low="Changes the employer often: {value}, usually {usual}"),
    EngineeredFeature(name="promotion_wait", label="Wait for a promotion, as a share of the time here",
                      expression="since_promotion / (tenure + 1)",
                      wording="The time since the last promotion divided by the time in the company.",
                      high="Waits long for a promotion: {value} of the time here, usually {usual}",
                      low="Was promoted lately for the time here: {value}, usually {usual}"),
    EngineeredFeature(name="role_share", label="Time in the role, as a share of the time here",
                      expression="time_in_role / (tenure + 1)",
                      wording="The time in the present role divided by the time in the company.",
                      high="Has long been in the same role: {value} of the time here, usually {usual}",
                      low="Changed the role lately: {value} of the time here, usually {usual}"),
    EngineeredFeature(name="manager_share", label="Time with the manager, as a share of the time here",
                      expression="with_manager / (tenure + 1)",
                      wording="The time with the present manager divided by the time in the company.",
                      high="Has long had the same manager: {value} of the time here, usually {usual}",
                      low="Got the manager lately: {value} of the time here, usually {usual}"),
    EngineeredFeature(name="hours_per_project", label="Hours for each project",
                      expression="hours / projects",
                      wording="The hours worked divided by the number of projects.",
                      high="Works {value} hours for each project, usually {usual}",
                      low="Works only {value} hours for each project, usually {usual}"),
    EngineeredFeature(name="survey_mean", label="Mean of the survey's other answers",
                      expression="mean(satisfactions)",
                      wording="The mean of the answers about surroundings, colleagues, balance and involvement.",
                      high="Answers the survey favourably: {value} on average, usually {usual}",
                      low="Answers the survey unfavourably: {value} on average, usually {usual}"),
    EngineeredFeature(name="rating_to_satisfaction", label="Rating against satisfaction",
                      expression="performance / satisfaction",
                      wording="How the work was rated, divided by how content the employee is.",
                      high="Is rated well and not content: {value}, usually {usual}",
                      low="Is content for the rating: {value}, usually {usual}"),
    EngineeredFeature(name="age_at_joining", label="Age at joining",
                      expression="age - tenure",
                      wording="The age less the time in the company.",
                      high="Joined at {value}, usually {usual}", low="Joined at only {value}, usually {usual}"),
    EngineeredFeature(name="raise_to_rating", label="Raise for the rating",
                      expression="pay_raise / performance",
                      wording="The last raise divided by how the work was rated.",
                      high="Had a large raise for the rating: {value}, usually {usual}",
                      low="Had a small raise for the rating: {value}, usually {usual}"),
)  # fmt: skip

_SAMPLE = Sample(
    target="Attrition", positive="Yes", negative="No", rate=0.17,
    columns=(
        SampleColumn(name="EmployeeNumber", id=True),
        SampleColumn(name="Age", low=19, high=62, effect=-0.6),
        SampleColumn(name="Gender", levels=("Female", "Male")),
        SampleColumn(name="MaritalStatus", levels=("Single", "Married", "Divorced"), shares=(0.32, 0.46, 0.22),
                     effects=(0.5, 0.0, 0.0)),
        SampleColumn(name="Department", levels=("Sales", "Research", "Production", "Administration"),
                     shares=(0.3, 0.35, 0.25, 0.1), effects=(0.4, 0.0, 0.0, 0.0)),
        SampleColumn(name="JobLevel", low=1, high=5, effect=-0.6),
        SampleColumn(name="BusinessTravel", levels=("None", "Rarely", "Often"), shares=(0.15, 0.65, 0.2),
                     effects=(-0.5, 0.0, 0.7)),
        SampleColumn(name="DistanceFromHome", low=1, high=45, effect=0.8),
        SampleColumn(name="MonthlyIncome", low=2100, high=12800, effect=-1.4),
        SampleColumn(name="PercentSalaryHike", low=0, high=22, effect=-0.4),
        SampleColumn(name="OverTime", levels=("Yes", "No"), shares=(0.28, 0.72), effects=(1.5, 0.0)),
        SampleColumn(name="TotalWorkingYears", low=0, high=38, effect=-0.5),
        SampleColumn(name="YearsAtCompany", part_of="TotalWorkingYears", effect=-1.2),
        SampleColumn(name="YearsInCurrentRole", part_of="YearsAtCompany"),
        SampleColumn(name="YearsSinceLastPromotion", part_of="YearsAtCompany", effect=1.0),
        SampleColumn(name="YearsWithCurrManager", part_of="YearsAtCompany", effect=-0.6),
        SampleColumn(name="NumCompaniesWorked", low=0, high=9, effect=0.9),
        SampleColumn(name="TrainingTimesLastYear", low=0, high=6, effect=-0.4),
        SampleColumn(name="JobSatisfaction", low=1, high=4, effect=-1.0),
        SampleColumn(name="EnvironmentSatisfaction", low=1, high=4, effect=-0.9),
        SampleColumn(name="WorkLifeBalance", low=1, high=4, effect=-0.5, blank=0.02),
        SampleColumn(name="PerformanceRating", low=1, high=5),
    ),
)  # fmt: skip

BLUEPRINT = Blueprint(
    key="attrition",
    title="Employee attrition",
    question="Which employees will leave the company?",
    outcome="attrition",
    schema_version=1,
    wording=Wording(
        entity="employee", entities="employees", act="leave the company", acted="left the company", actor="leaver",
        actors="leavers", not_acted="stayed", risk="risk of leaving the company",
    ),
    roles=_WHO + _JOB + _TIME + _PAY + _CONDUCT,
    features=_FEATURES,
    # Words that are said of customers, too, stand last: the first count most.
    target_hints=words(
        "attrition, is attrition, employee attrition, attrition flag, turnover, employee turnover, termd, left "
        "company, leave or not, employment status, resigned, is resigned, has resigned, resignation, employee "
        "status, employee churn, left the company, will leave company, emp status, separated, voluntary turnover, "
        "termination status, separation status, attrition status, fluktuation, ausgeschieden, ausgetreten, austritt, "
        "demission, rotacion, renuncia, dimissioni, terminated, is terminated, left job, quit job, left "
        "organization, left organisation, has left company, turnover status, exit status, leaver flag, has left, "
        "left, quit, leave, leaver, leaving, will leave, is leaver, exited, departed, churn, churned, is churn, "
        "status, kundigung, gekundigt"
    ),
    inverse_target_hints=words(
        "still employed, currently employed, is employed, still working, active employee, employed, retained, is "
        "retained, retention, stayed, is active, active, active flag, aktiv"
    ),
    positive_values=words(
        "yes, true, 1, y, t, left, resigned, attrition, attrited, terminated, voluntarily terminated, quit, leaver, "
        "leave, leaving, exited, departed, separated, churned, churn, turnover, dismissed, retired, former, former "
        "employee, ex employee, gone, inactive, ended, ja, oui, si, sim, gekundigt, gekuendigt, ausgeschieden, "
        "ausgetreten, ehemalig, demissionne, parti, renuncio, baja, dimesso, voluntary resignation"
    ),
    negative_values=words(
        "no, false, 0, -1, n, f, stay, stayed, stays, staying, active, current, current employee, employed, "
        "existing, retained, working, future start, leave of absence, on leave, nein, non, nao, nee, aktiv, actif, "
        "activo, alta, beschaftigt, still employed, not left"
    ),
    leak_words=words(
        "reason, term reason, term date, date of termination, termination, terminated, termination date, term type, "
        "exit, exit date, exit interview, exit survey, last working date, last working day, last day, leaving date, "
        "leave date, leaving, departure, resignation, resignation date, resigned, notice, notice period served, "
        "separation, severance, offboarding, rehire, eligible for rehire, employment status, employee status, end "
        "date, employment end, final pay, counter offer, predicted, prediction, propensity, flight risk, "
        "kundigungsdatum, kundigungsgrund, austrittsdatum, austrittsgrund, motif, motivo, fecha baja"
    ),
    economics=Economics(contact_cost=50.0, offer_cost=1000.0, acceptance=0.3, value_role="monthly_income",
                        value_months=6),
    plays={
        "overtime": "Take work off, or pay for it.",
        "hours": "Look at the load with the manager.",
        "monthly_income": "Compare the pay with that of others in the same job.",
        "pay": "Compare the pay with that of others in the same job.",
        "pay_raise": "Talk about the next raise, and say when it comes.",
        "since_promotion": "Talk about the next step, and when it comes.",
        "promotions": "Talk about the next step, and when it comes.",
        "travel": "Plan fewer journeys.",
        "remote": "Offer days at home.",
        "training": "Offer a training of the employee's own choice.",
        "satisfaction": "Ask what is wrong, and come back with an answer.",
        "satisfactions": "Ask what is wrong, and come back with an answer.",
        "with_manager": "Have someone the employee trusts talk, too.",
        "stock_options": "Consider a stake in the company.",
        "projects": "Spread the projects anew.",
    },
    sample=_SAMPLE,
)  # fmt: skip
