"""Days and moments as people say them, in the time of this computer."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale


def day(moment: str) -> str:
    """When something was, in a word: today, yesterday, 18 November, 18 November 2025; "" when that is not known."""
    then = _local(moment)
    if then is None:
        return ""
    today = datetime.datetime.now().astimezone().date()
    if then.date() == today:
        return QCoreApplication.translate("moments", "today")
    if then.date() == today - datetime.timedelta(days=1):
        return QCoreApplication.translate("moments", "yesterday")
    return _date(then, today)


def day_and_clock(moment: str) -> str:
    """Today 17:40, 18 November 17:40; "" when that is not known."""
    then = _local(moment)
    return "" if then is None else f"{day(moment)} {then.strftime('%H:%M')}"


def day_and_time(moment: str) -> str:
    """22 November, 17:40; with the year when it is another one; "" when that is not known."""
    then = _local(moment)
    if then is None:
        return ""
    date = _date(then, datetime.datetime.now().astimezone().date())
    words = QCoreApplication.translate("moments", "{date}, {time}")
    return words.format(date=date, time=then.strftime("%H:%M"))


def _date(then: datetime.datetime, today: datetime.date) -> str:
    form = "d MMMM" if then.year == today.year else "d MMMM yyyy"
    return QLocale().toString(QDate(then.year, then.month, then.day), form)


def _local(moment: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromisoformat(moment).astimezone()
    except ValueError:
        return None
