"""The program as it is started, until its login takes keys."""

import sys

from PySide6.QtWidgets import QApplication

from bench.window_until import usable

app = QApplication(sys.argv[:1])
watch = usable()
sys.argv[1:] = ["--home", sys.argv[1]]

from fieldapp.__main__ import main  # noqa: E402 -- as the program itself begins

main()
