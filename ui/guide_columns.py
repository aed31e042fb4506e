"""Where the columns of a long paper begin: with its headings, and not within short tables."""

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument, QTextFormat, QTextTable

_SHORT = 10  # lines


def keep_together(document: QTextDocument) -> None:
    """A heading goes into the next column with what follows it, and a short table as one."""
    block = document.begin()
    while block.isValid():
        table = QTextCursor(block).currentTable()
        if table and block.position() == table.firstPosition():
            _keep_table(document, table, block.previous())
        elif _is_stranded(document, block) or (not table and _leaves_a_line(document, block)):
            _begin_column(block)
        block = block.next()


def _keep_table(document: QTextDocument, table: QTextTable, before: QTextBlock) -> None:
    high = document.pageSize().height()
    room = document.documentLayout().frameBoundingRect(table)
    if room.height() > high / 2 or room.top() // high == (room.bottom() - 1) // high:
        return
    if before.blockFormat().headingLevel():
        _begin_column(before)
        return
    shape = table.format()
    shape.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
    table.setFormat(shape)


def _is_stranded(document: QTextDocument, block: QTextBlock) -> bool:
    """Whether it is a heading whose column holds no line of what follows."""
    if not block.blockFormat().headingLevel():
        return False
    layout, high = document.documentLayout(), document.pageSize().height()
    below = block.next()
    lines = below.layout()
    line = lines.lineAt(0).height() if lines.lineCount() else 0
    ends = layout.blockBoundingRect(below).top() + line
    return bool(layout.blockBoundingRect(block).top() // high != ends // high)


def _leaves_a_line(document: QTextDocument, block: QTextBlock) -> bool:
    """Whether only the last line of a short paragraph, or all but its first, are in a column."""
    lines, high = block.layout(), document.pageSize().height()
    count, top = lines.lineCount(), lines.position().y()
    if not 1 < count <= _SHORT:
        return False
    columns = [(top + lines.lineAt(line).rect().center().y()) // high for line in range(count)]
    return columns[0] != columns[-1] and (columns[0] != columns[1] or columns[-2] != columns[-1])


def _begin_column(block: QTextBlock) -> None:
    """Begin a column with a block, or with its heading."""
    if block.previous().blockFormat().headingLevel():
        block = block.previous()
    shape = block.blockFormat()
    shape.setTopMargin(0)
    shape.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
    QTextCursor(block).setBlockFormat(shape)
