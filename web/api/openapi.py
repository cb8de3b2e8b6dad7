"""The description of the interface (OpenAPI 3.1), made of the schemas that requests are read by."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Response, jsonify

from cases.doors import reports
from cases.doors.notice_schema import MOST_FILES, TYPES, notice_schema
from cases.doors.spreadsheet import CSV_TYPE, XLSX_TYPE
from web.access import public
from web.api import parts
from web.api.blueprint import bp
from web.api.sending import ONCE, ONCE_PATTERN
from web.problems import MEDIA_TYPE as PROBLEM
from web.problems import NO_TYPE, TITLES

Part = dict[str, Any]

RECEIPT_PATTERN = "^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$"


@bp.get("/openapi.json")
@public
def description() -> Response:
    """What may be sent and what is answered; open to everyone."""
    return jsonify(document())


@cache
def document() -> Part:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Bokvar: notices to the social services",
            "version": "1",
            "description": "Notices about homes at risk. An answer never says anything about a "
            "person, not even whether she is known.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"key": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
            "responses": {str(code): _problem(code) for code in TITLES},
            "parameters": {"once": _once(), "receipt": _receipt_number()},
        },
    }


def _paths() -> Part:
    return {
        "/openapi.json": {
            "get": {
                "operationId": "describe",
                "summary": "This description.",
                "security": [],
                "responses": {"200": _answer("The description.", {"type": "object"})},
            }
        },
        "/notices": _notice(),
        **{f"/notices/{{receipt}}/{kind}s": _report(kind) for kind in reports.SCHEMAS},
        "/batches": _batch(),
        **{f"/batches/template.{ending}": _template(ending) for ending in ("csv", "xlsx")},
        "/notices/{receipt}": {
            "get": {
                "operationId": "status",
                "summary": "Whether what was sent is registered. Says nothing about anyone.",
                "parameters": [_ref("parameters", "receipt")],
                "responses": {
                    "200": _answer("The receipt as it stands.", _ref("schemas", "Receipt")),
                    **_problems(401, 403, 404, 429, 503),
                },
            }
        },
    }


def _notice() -> Part:
    whole = {
        "oneOf": [_ref("schemas", code) for code in TYPES],
        "discriminator": {
            "propertyName": "type",
            "mapping": {code: f"#/components/schemas/{code}" for code in TYPES},
        },
    }
    about = _sending("send_notice", "Send a notice of type U10 to U60.", whole)
    about["requestBody"]["content"][parts.MEDIA_TYPE] = {
        "schema": _in_parts(),
        "encoding": {
            parts.FACTS: {"contentType": "application/json"},
            parts.FILES_PART: {"contentType": "application/octet-stream"},
        },
    }
    return {"post": about}


def _in_parts() -> Part:
    """The same with the files as they are, each with its file name; the facts are JSON."""
    file = {"type": "string", "contentMediaType": "application/octet-stream"}
    return {
        "type": "object",
        "properties": {
            "type": {"enum": list(TYPES)},
            parts.FACTS: {"type": "object"},
            parts.FILES_PART: {"type": "array", "items": file, "maxItems": MOST_FILES},
        },
        "required": ["type", parts.FACTS],
        "additionalProperties": False,
        "oneOf": [_of_type(code) for code in TYPES],
    }


def _of_type(code: str) -> Part:
    facts = {"$ref": f"#/components/schemas/{code}/properties/facts"}
    return {"properties": {"type": {"const": code}, parts.FACTS: facts}}


def _report(kind: str) -> Part:
    summary = f"Tell of a {kind} of a notice that you sent. A person judges it."
    about = _sending(f"send_{kind}", summary, _ref("schemas", kind.capitalize()))
    about["parameters"].append(_ref("parameters", "receipt"))
    about["responses"] |= _problems(404)
    return {"post": about}


def _batch() -> Part:
    about = _sending("send_batch", "Send up to 400 notices as a table.", {})
    table = {"schema": {"type": "string", "format": "binary"}}
    about["requestBody"]["content"] = {CSV_TYPE: table, XLSX_TYPE: table}
    about["parameters"] = [
        {
            "name": "dry_run",
            "in": "query",
            "description": "Only say which rows are right; keep nothing.",
            "schema": {"type": "boolean", "default": False},
        }
    ]
    done = _answer("What became of each row.", _ref("schemas", "Batch"))
    about["responses"] = {"200": done, **_problems(401, 403, 413, 415, 422, 429, 503)}
    return {"post": about}


def _template(ending: str) -> Part:
    return {
        "get": {
            "operationId": f"template_{ending}",
            "summary": "The empty table, with the names of the columns.",
            "security": [],
            "responses": {"200": {"description": "The file."}},
        }
    }


def _sending(operation: str, summary: str, schema: Part) -> Part:
    return {
        "operationId": operation,
        "summary": summary,
        "parameters": [_ref("parameters", "once")],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {
            "201": _answer("Kept. Here is the receipt.", _ref("schemas", "Receipt")),
            **_problems(400, 401, 403, 409, 413, 415, 422, 429, 503),
        },
    }


def _schemas() -> Part:
    return {
        **{code: notice_schema(code) for code in TYPES},
        **{kind.capitalize(): schema for kind, schema in reports.SCHEMAS.items()},
        "Receipt": {
            "type": "object",
            "properties": {
                "receipt": {"type": "string", "pattern": RECEIPT_PATTERN},
                "received_at": {"type": "string", "format": "date-time"},
                "status": {"enum": ["received", "registered"]},
            },
            "required": ["receipt", "received_at", "status"],
            "additionalProperties": False,
        },
        "Batch": {
            "type": "object",
            "properties": {
                "dry_run": {"type": "boolean"},
                "right": {"type": "integer"},
                "wrong": {"type": "integer"},
                "rows": {"type": "array", "items": _ref("schemas", "Row")},
            },
            "required": ["dry_run", "right", "wrong", "rows"],
        },
        "Row": {
            "type": "object",
            "properties": {
                "row": {"type": "integer", "description": "The heading is row 1."},
                "status": {"enum": ["kept", "kept_before", "right", "wrong"]},
                "receipt": {"type": "string", "pattern": RECEIPT_PATTERN},
                "errors": {"type": "array", "items": _ref("schemas", "Wrong")},
            },
            "required": ["row", "status"],
        },
        **_problem_schemas(),
    }


def _problem_schemas() -> Part:
    return {
        "Text": {
            "type": "object",
            "properties": {"sv": {"type": "string"}, "en": {"type": "string"}},
            "required": ["sv", "en"],
        },
        "Problem": {
            "type": "object",
            "properties": {
                "type": {"const": NO_TYPE},
                "status": {"type": "integer"},
                "title": {"type": "string", "description": "By Accept-Language; else Swedish."},
                "titles": _ref("schemas", "Text"),
                "errors": {"type": "array", "items": _ref("schemas", "Wrong")},
                "receipt": {"type": "string"},
                "reference": {"type": "string"},
            },
            "required": ["type", "status", "title", "titles"],
        },
        "Wrong": {
            "type": "object",
            "properties": {
                "pointer": {"type": "string", "description": "JSON Pointer (RFC 6901)."},
                "code": {"type": "string"},
                "text": _ref("schemas", "Text"),
            },
            "required": ["pointer", "code", "text"],
        },
    }


def _answer(meaning: str, schema: Part) -> Part:
    return {"description": meaning, "content": {"application/json": {"schema": schema}}}


def _problem(code: int) -> Part:
    content = {PROBLEM: {"schema": _ref("schemas", "Problem")}}
    found: Part = {"description": TITLES[code].en, "content": content}
    if code == 429:
        seconds = {"schema": {"type": "integer"}, "description": "Seconds to wait."}
        found["headers"] = {"Retry-After": seconds}
    return found


def _problems(*codes: int) -> Part:
    return {str(code): _ref("responses", str(code)) for code in codes}


def _once() -> Part:
    return {
        "name": ONCE,
        "in": "header",
        "required": False,
        "description": "Your own word for this sending. Sent again with the same content, it gives "
        "the same receipt and keeps nothing twice.",
        "schema": {"type": "string", "pattern": ONCE_PATTERN},
    }


def _receipt_number() -> Part:
    return {
        "name": "receipt",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": RECEIPT_PATTERN},
    }


def _ref(kind: str, name: str) -> Part:
    return {"$ref": f"#/components/{kind}/{name}"}
