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
TENANT: Facts = {
    "recipient": {
        "name": "Anna-Karin Exempelsdotter",
        "address": ["Provgatan 12 B, lgh 1203", "211 11 Exempelby"],
    },
    "language": "sv",
}
TENANT_IN_ENGLISH: Facts = TENANT | {"language": "en"}
TENANT_WITHOUT_ADDRESS: Facts = {
    "recipient": {
        "name": "Wolfeschlegelsteinhausenbergerdorff Åkerström von Ekensköld de la Gardie y Núñez",
        "address": None,
    },
    "language": "sv",
}
PERSON: Facts = {"recipient": TENANT_WITHOUT_ADDRESS["recipient"]}
ARREARS: Facts = {
    "tenure": "rental",
    "landlord_name": "Exempelhus Fastigheter AB",
    "amount_ore": 1840050,
    "months": ["2026-01", "2026-02", "2026-03"],
    "last_day_to_pay": "2026-03-24",
    "is_preliminary": False,
    "budget_advice": {"name": "Budget- och skuldrådgivarna", "phone": "040-123 45 00"},
}
LEAST_KNOWN: Facts = {
    "amount_ore": None,
    "months": [],
    "last_day_to_pay": None,
    "is_preliminary": True,
}
FLAT: Facts = {
    "tenure": "bostadsratt",
    "landlord_name": "Bostadsrättsföreningen Exempelgården",
    "amount_ore": 500000,
    "months": ["2026-02"],
    "is_preliminary": True,
}
EVICTION: Facts = {"eviction_on": "2027-01-19", "eviction_at": "09:00"}
MEETING: Facts = {
    "meeting_on": "2026-03-09",
    "meeting_at": "13:30",
    "place": "Medborgarhuset, rum 4\nExempeltorget 1",
}
EMERGENCY: Facts = {
    "emergency_contact": {"phone": "040-123 45 11", "hours": "dygnet runt"},
}
RECEIPT: Facts = {
    "received_on": "2026-03-03",
    "received_at": "10:15",
    "receipt_number": "7Q2F-K9XA",
}


def without_case_number(facts: Facts) -> Facts:
    """The facts of a letter that shows no case number at all."""
    return {name: value for name, value in facts.items() if name != "case_number"}


ANONYMOUS = without_case_number(HEAD)
REFERENCE = {name: RECEIPT[name] for name in ("received_on", "receipt_number")}
MISSING: Facts = {"missing_fields": ["lägenhetsnumret", "vilka månader skulden gäller"]}
IN_SWEDISH: Facts = {"language": "sv"}
IN_ENGLISH: Facts = {"language": "en", "missing_fields": ["the apartment number"]}

ANSWER = {
    "answer_by": "2026-03-10",
    "where_to_answer": "Lägg till det som saknas på kommunens sida för hyresvärdar.",
}
SAMPLES: dict[str, list[Facts]] = {
    "L01": [
        HEAD | TENANT | ARREARS,
        HEAD | TENANT_WITHOUT_ADDRESS | ARREARS | FLAT,
        HEAD | TENANT_IN_ENGLISH | ARREARS,
        HEAD | TENANT_IN_ENGLISH | ARREARS | FLAT | LEAST_KNOWN,
        HEAD | TENANT | ARREARS | LEAST_KNOWN,
    ],
    "L02": [
        HEAD | KRONOFOGDEN | CONFIRMATION | {"is_removal": False, "notice_of": "time"},
        HEAD
        | KRONOFOGDEN
        | CONFIRMATION
        | {"is_removal": True, "notice_of": "time", "case_number": None},
        HEAD
        | KRONOFOGDEN
        | CONFIRMATION
        | {"is_removal": False, "notice_of": "application", "law_reference": None},
        HEAD
        | KRONOFOGDEN
        | CONFIRMATION
        | {"is_removal": False, "notice_of": "change", "law_reference": None},
    ],
    "L03": [
        HEAD | TENANT | CONFIRMATION | EVICTION,
        HEAD | TENANT_IN_ENGLISH | CONFIRMATION | EVICTION,
        HEAD | TENANT_WITHOUT_ADDRESS | CONFIRMATION | EVICTION,
    ],
    "L04": [
        ANONYMOUS | LANDLORD | RECEIPT | MISSING | IN_SWEDISH | {"misdirected_because": None},
        ANONYMOUS
        | LANDLORD_WITHOUT_ADDRESS
        | RECEIPT
        | IN_SWEDISH
        | {"missing_fields": [], "misdirected_because": None},
        ANONYMOUS
        | LANDLORD
        | RECEIPT
        | IN_SWEDISH
        | {"missing_fields": [], "misdirected_because": "other_municipality"},
        ANONYMOUS | LANDLORD | RECEIPT | IN_ENGLISH | {"misdirected_because": None},
    ],
    "receipt": [
        ANONYMOUS
        | {"recipient": {"name": "uthyrning@landlord.example", "address": None}}
        | RECEIPT,
    ],
    "L05": [
        HEAD | TENANT | MEETING,
        HEAD | TENANT_IN_ENGLISH | MEETING,
    ],
    "L07": [
        HEAD | TENANT | ARREARS,
        HEAD | TENANT | ARREARS | FLAT,
        HEAD | TENANT_IN_ENGLISH | ARREARS | {"is_preliminary": True},
        HEAD | TENANT_IN_ENGLISH | ARREARS | FLAT | LEAST_KNOWN,
    ],
    "L08": [
        ANONYMOUS | LANDLORD | REFERENCE | MISSING | IN_SWEDISH | ANSWER,
        ANONYMOUS | LANDLORD | REFERENCE | IN_ENGLISH | ANSWER,
    ],
    "L09": [
        HEAD
        | LANDLORD
        | {
            "dwelling": "Provgatan 12 B, lägenhet 1203\n211 11 Exempelby",
            "tenants": ["Anna-Karin Exempelsdotter", "Bo Exempelsson"],
            "months": ["2026-01", "2026-02", "2026-03"],
            "amount_ore": 1840050,
            "payment_on": "2026-03-20",
            "last_day": "2026-03-24",
            "deadline_basis": "Tre veckor från underrättelsen 3 mars 2026.",
            "decided_on": "2026-03-18",
            "delegate_name": "Maria Exempelberg",
            "delegate_title": "enhetschef",
        },
    ],
    "L10": [
        ANONYMOUS | LANDLORD | REFERENCE | IN_SWEDISH,
        ANONYMOUS | LANDLORD | REFERENCE | {"language": "en"},
    ],
    "L11": [
        HEAD
        | PERSON
        | {
            "person_name": "Anna-Karin Exempelsdotter",
            "about_name": "Kim Exempelsdotter (barn)",
            "given_to": "Funktionsstödsförvaltningen, enheten för boendestöd",
            "information": ["Att jag riskerar att vräkas", "Vilket stöd jag har i dag"],
            "purpose": "Att planera boendestöd så att familjen kan bo kvar",
            "valid_from": "2026-03-03",
            "valid_to": "2026-09-03",
            "recorded_by": "Sara Exempelsson",
            "document_reference": "BKV-2026-000123, handling 7",
        },
        HEAD
        | PERSON
        | {
            "person_name": None,
            "about_name": None,
            "given_to": None,
            "information": [],
            "purpose": None,
            "valid_from": None,
            "valid_to": None,
            "recorded_by": None,
            "document_reference": None,
        },
    ],
    "L12": [
        HEAD
        | {"recipient": {"name": "Funktionsstödsförvaltningen", "address": None}}
        | {
            "chosen_facts": [
                {"label": "Namn", "value": "Anna-Karin Exempelsdotter"},
                {"label": "Telefon", "value": "070-123 45 67"},
                {"label": "Behov av stöd", "value": "Hjälp att öppna post\noch betala räkningar."},
            ],
            "legal_basis": "Samtycke, antecknat 3 mars 2026.",
            "answer_by": "2026-03-17",
        },
    ],
    "L13": [
        HEAD | TENANT | EVICTION | EMERGENCY,
        HEAD | TENANT_IN_ENGLISH | EVICTION | EMERGENCY,
    ],
    "L15": [
        HEAD | TENANT | {"result": "Du har betalat hela hyresskulden och bor kvar."},
        HEAD
        | TENANT_IN_ENGLISH
        | {"result": "You have paid all of the rent you owed, and you keep your home."},
    ],
    "L16": [
        ANONYMOUS
        | {"recipient": {"name": "Provköpings kommun", "address": None}}
        | REFERENCE
        | {"addressee": "municipality", "other_municipality": "Provköpings kommun"},
        ANONYMOUS
        | LANDLORD
        | REFERENCE
        | {"addressee": "sender", "other_municipality": "Provköpings kommun"},
    ],
}
