"""What an open database is, for those who read and write it; `connect` opens one."""

from typing import Any

Connection = Any  # sqlcipher3 ships no types; it is a DB-API connection like sqlite3's
