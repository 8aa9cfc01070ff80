"""Offsets of time zones over the years."""

import datetime
import time

REQUIRES = ()
SETTLES = (
    "distribution:tzdata",
    "distribution:pytz",
    "distribution:python-dateutil",
    "system:*tzdata*",
    "setting:env:TZ*",
)

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "America/Mexico_City",
    "Asia/Amman",
    "Africa/Cairo",
    "America/Sao_Paulo",
    "Asia/Tehran",
    "Europe/Kyiv",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/Ciudad_Juarez",
)
MOMENTS = [
    datetime.datetime(year, month, 1, 12)
    for year in (1975, 2005, 2015, 2022, 2023, 2024, 2026)
    for month in (1, 4, 7, 11)
]


def zone(name):
    try:
        import zoneinfo
    except ImportError:
        return None
    return zoneinfo.ZoneInfo(name)


def offsets(make):
    found = {}
    for name in ZONES:
        try:
            found[name] = make(name)
        except Exception as error:
            found[name] = type(error).__name__
    return found


def run():
    standard = offsets(lambda name: [str(moment.replace(tzinfo=zone(name)).utcoffset()) for moment in MOMENTS])
    result = {
        "zoneinfo": standard,
        "local": time.tzname,
        "local offset": [time.localtime(at).tm_hour for at in (0, 1.7e9)],
    }
    try:
        import pytz
    except ImportError:
        return result
    result["pytz"] = offsets(lambda name: [str(pytz.timezone(name).localize(moment).utcoffset()) for moment in MOMENTS])
    return result
