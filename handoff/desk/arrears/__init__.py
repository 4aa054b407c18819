"""/desk/debtors: arrears, for who has the role ``debtors``. To everybody else these pages do not exist."""

from handoff.desk.arrears import pages_acts, pages_list, pages_lists, pages_payments, pages_report, pages_run

PAGES = (pages_run.bp, pages_lists.bp, pages_report.bp, pages_list.bp, pages_acts.bp, pages_payments.bp)
