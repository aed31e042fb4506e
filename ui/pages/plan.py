"""The plan of the office: cards to print, people to follow up, statuses; views of one reading."""

from fieldapp.texts import _
from ui.pages.choose import SaveFile
from ui.pages.device import DevicePage, View
from ui.pages.plan_data import PlanData
from ui.pages.plan_follow import FollowUpView
from ui.pages.plan_print import PrintPlanView
from ui.pages.plan_statuses import StatusesView
from ui.pages.visits import ChooseFile
from ui.work import Work


class PlanPage(DevicePage):
    """Three views of everyone, read once."""

    def __init__(
        self,
        work: Work,
        choose_file: ChooseFile | None = None,
        choose_save: SaveFile | None = None,
    ) -> None:
        self.data = PlanData(work)
        self.printing = PrintPlanView(work, self.data, choose_save)
        self.follow_up = FollowUpView(work, self.data, choose_save)
        self.statuses = StatusesView(work, self.data, choose_file, choose_save)
        super().__init__(
            work,
            [
                View(_("Print plan"), "Alt+1", "record_and_print", self.printing),
                View(_("Follow-up"), "Alt+2", "person", self.follow_up),
                View(_("Statuses"), "Alt+3", "clock", self.statuses),
            ],
        )

    def undo(self) -> None:
        """What Ctrl+Z takes back in the view in hand."""
        self.view().undo()
