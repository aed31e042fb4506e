"""The reports of the office: the recap, its charts, the official report."""

from fieldapp.texts import _
from ui.pages.choose import SaveFile
from ui.pages.device import DevicePage, View
from ui.pages.reports_charts import ChartsView
from ui.pages.reports_data import ReportsData
from ui.pages.reports_official import OfficialView
from ui.pages.reports_table import RecapTable
from ui.work import Work


class ReportsPage(DevicePage):
    """Three views of all visits; figures open the people behind them."""

    def __init__(self, work: Work, choose_save: SaveFile | None = None) -> None:
        data = ReportsData(work)
        self.recap = RecapTable(work, data, choose_save)
        self.charts = ChartsView(work, data, choose_save)
        self.official = OfficialView(work, choose_save)
        super().__init__(
            work,
            [
                View(_("Recap"), "Alt+1", "rows", self.recap),
                View(_("Charts"), "Alt+2", "report", self.charts),
                View(_("Official report"), "Alt+3", "print", self.official),
            ],
        )
