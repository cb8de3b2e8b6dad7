"""Facts for every letter, all of them made up."""

from __future__ import annotations

from typing import Any

Facts = dict[str, Any]

HEAD: Facts = {
    "municipality": "Exempelby kommun",
    "authority": "Arbetsmarknads- och socialnämnden",
    "unit": "Vräkningsförebyggande enheten",
    "contact": {
        "phone": "040-123 45 67",
        "email": "bostad@exempelby.example",
        "hours": "måndag till fredag klockan 9.00–16.00\n(lunchstängt 12.00–13.00)",
    },
    "written_on": "2026-12-18",
    "case_number": "BKV-2026-000123",
}
KRONOFOGDEN: Facts = {
    "recipient": {
        "name": "Kronofogden",
        "address": ["Avhysningsenheten", "Box 9999", "999 99 Exempelstad"],
    }
}
LANDLORD: Facts = {
    "recipient": {
        "name": "Exempelhus Fastigheter AB",
        "address": ["Exempelgatan 1", "211 00 Exempelby"],
    }
}
LANDLORD_WITHOUT_ADDRESS: Facts = {
    "recipient": {"name": "Hus & Hem #1 *AB* $x_2$ @foo <b> \\ `kod`", "address": None}
}
CONFIRMATION: Facts = {
    "received_on": "2026-12-18",
    "received_at": "09:05",
    "kfm_case_number": "U-12345-26",
    "responsible_officer": "Sara Exempelsson",
    "officer_phone": "040-123 45 99",
    "law_reference": "11 kap. 3 § socialtjänstförordningen (2025:468)",
}
RECEIPT: Facts = {
    "received_on": "2026-03-03",
    "received_at": "10:15",
    "receipt_number": "7Q2F-K9XA",
}


def without_case_number(facts: Facts) -> Facts:
    """The facts of a letter that shows no case number at all."""
    return {name: value for name, value in facts.items() if name != "case_number"}


SAMPLES: dict[str, list[Facts]] = {
    "L02": [
        HEAD | KRONOFOGDEN | CONFIRMATION | {"is_removal": False},
        HEAD | KRONOFOGDEN | CONFIRMATION | {"is_removal": True, "case_number": None},
    ],
    "L04": [
        without_case_number(HEAD)
        | LANDLORD
        | RECEIPT
        | {
            "missing_fields": ["lägenhetsnumret", "vilka månader skulden gäller"],
            "misdirected_because": None,
        },
        without_case_number(HEAD)
        | LANDLORD_WITHOUT_ADDRESS
        | RECEIPT
        | {"missing_fields": [], "misdirected_because": None},
        without_case_number(HEAD)
        | LANDLORD
        | RECEIPT
        | {"missing_fields": [], "misdirected_because": "other_municipality"},
    ],
}
