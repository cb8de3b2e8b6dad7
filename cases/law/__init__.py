"""The calendar and the time limits as pure functions of days, each with its paragraph."""
