"""The small strict part of FEEL that diagrams and decision tables may use."""
