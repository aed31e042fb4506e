"""The least that a window with a table needs: PySide6, and nothing of this program."""

import sys

from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem

from bench.window_until import usable

app = QApplication(sys.argv[:1])
table = QTableWidget(int(sys.argv[1]), 5)
for row in range(table.rowCount()):
    for column in range(table.columnCount()):
        table.setItem(row, column, QTableWidgetItem(f"{row} {column}"))
window = QMainWindow()
window.setCentralWidget(table)
window.resize(1366, 728)
window.show()
table.setFocus()
watch = usable()
app.exec()
