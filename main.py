"""The entry that Flet's packager looks for, beside assets/."""

from app.main import start

start()
