"""Roles that mean the same in every business."""

from __future__ import annotations

from tracer_engine.types.blueprint import Role


def words(text: str) -> tuple[str, ...]:
    """A list of names, written with commas."""
    return tuple(part.strip() for part in text.split(","))


PERSONAL_NAME = Role(name="personal_name", meaning="Says who somebody is: name, address, e-mail, phone", kind="any",
     many=True, personal=True,
     aliases=words(
         "surname, last name, lastname, family name, first name, firstname, given name, middle name, full name, "
         "fullname, customer name, client name, user name, username, member name, contact name, name, email, e "
         "mail, email address, mail address, phone number, telephone, telephone number, mobile number, phone, "
         "mobile, fax, address, street, street address, postal address, home address, company name, social "
         "security number, ssn, iban, passport number, ip address, nachname, vorname, nom, prenom, apellido, "
         "apellidos, nombre, telefon, telefonnummer, adresse, direccion, correo"
     ))  # fmt: skip
