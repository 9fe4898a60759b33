"""Every URL. No row is reached by its number.

``token`` is a private link's token, or the assessment's own name for those who have signed in or came
by a share; see ``assessments.access``.
"""

from django.urls import include, path

from assessments.admin import administration
from assessments.reports import editions
from assessments.views import (
    account,
    companies,
    differences,
    example,
    history,
    keeping,
    overview,
    owners,
    people,
    plan,
    questionnaire,
    quick,
    reference,
    report,
    results,
    settle,
    shared,
    sharing,
    sheet,
    start,
    styleguide,
    what_if,
)

BRIEF = {"edition": editions.BRIEF}
BY_LINK, ADVISOR = {"kind": "link"}, {"kind": "account"}

urlpatterns = [
    path("", start.start, name="start"),
    path("health/", start.health, name="health"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("example/", example.result, name="example"),
    path("example/answers/", example.answers, name="example-answers"),
    path("example/what-if/", what_if.of_example, name="example-what-if"),
    path("example/report.pdf", report.download_example, name="example-report"),
    path("example/report/", report.wait_for_example, name="example-report-wait"),
    path("example/brief.pdf", report.download_example, BRIEF, name="example-brief"),
    path("example/brief/", report.wait_for_example, BRIEF, name="example-brief-wait"),
    path("rubric/", reference.overview, name="rubric"),
    path("rubric/stages/<slug:stage>/", reference.stage, name="rubric-stage"),
    path("rubric/problems/", reference.problems, name="rubric-problems"),
    path("rubric/problems/<slug:problem>/", reference.problem, name="rubric-problem"),
    path("rubric/efforts/<slug:effort>/", reference.effort, name="rubric-effort"),
    path("rubric/practices/", reference.practices, name="rubric-practices"),
    path("rubric/practices/<slug:practice>/", reference.practice, name="rubric-practice"),
    path("rubric/roles/", reference.roles, name="rubric-roles"),
    path("rubric/roles/<slug:role>/", reference.role, name="rubric-role"),
    path("rubric/questions/", reference.questions, name="rubric-questions"),
    path("rubric/questions/<slug:question>/", reference.question, name="rubric-question"),
    path("rubric/method/", reference.method, name="rubric-method"),
    path("rubric/scale-up/", reference.scale_up, name="rubric-scale-up"),
    path("rubric/leadership/", reference.leadership, name="rubric-leadership"),
    path("rubric/glossary/", reference.glossary, name="rubric-glossary"),
    path("rubric/sources/", reference.sources, name="rubric-sources"),
    path("rubric/search/", reference.search, name="rubric-search"),
    path("account/", account.account, name="account"),
    path("account/delete/", account.delete, name="account-delete"),
    path("account/", include([path("confirm-email/", account.confirm_address)])),
    path("account/", include("allauth.urls")),
    path("admin/", administration.urls),
    path("companies/", companies.companies, name="companies"),
    path("companies/import/", keeping.bring_in, name="company-import"),
    path("companies/<str:company>/", history.company, name="company"),
    path("companies/<str:company>/data/", keeping.data, name="company-data"),
    path("companies/<str:company>/data/export/", keeping.export, name="company-export"),
    path("companies/<str:company>/delete/", keeping.delete, name="company-delete"),
    path("companies/<str:company>/keep/", keeping.keep_company, name="company-keep"),
    path("companies/<str:company>/begin/", history.begin, name="begin-next"),
    path("companies/<str:company>/name/", history.name, name="company-name"),
    path("companies/<str:company>/moved/", history.moved, name="moved"),
    path("companies/<str:company>/plan/", plan.plan, name="plan"),
    path("companies/<str:company>/plan/take-on/", plan.take_on, name="plan-take-on"),
    path("companies/<str:company>/plan/print/", plan.plan_print, name="plan-print"),
    path("companies/<str:company>/plan/actions.ics", plan.plan_calendar, name="plan-calendar"),
    path("companies/<str:company>/plan/actions.csv", plan.plan_table, name="plan-table"),
    path("companies/<str:company>/plan/new/", plan.new_action, name="action-new"),
    path("companies/<str:company>/plan/<str:action>/", plan.action, name="action"),
    path(
        "companies/<str:company>/plan/<str:action>/state/", plan.action_state, name="action-state"
    ),
    path("a/<str:token>/claim/", companies.claim, name="claim"),
    path("a/<str:token>/delete/", keeping.delete_nobodys, name="delete-unclaimed"),
    path("companies/<str:company>/sharing/", sharing.overview, name="sharing"),
    path("companies/<str:company>/owners/", owners.owners, name="owners"),
    path("companies/<str:company>/owners/give-up/", owners.give_up, name="owner-give-up"),
    path("companies/<str:company>/sharing/link/", sharing.new, BY_LINK, name="share-by-link"),
    path(
        "companies/<str:company>/sharing/advisor/", sharing.new, ADVISOR, name="share-with-advisor"
    ),
    path("companies/<str:company>/sharing/looks/", sharing.looks, name="looks"),
    path("companies/<str:company>/sharing/record/", sharing.record, name="record"),
    path("companies/<str:company>/sharing/links/new/", sharing.make_link, name="private-link"),
    path(
        "companies/<str:company>/sharing/links/revoke/",
        sharing.revoke_link,
        name="private-link-revoke",
    ),
    path("companies/<str:company>/sharing/<str:grant>/", sharing.one, name="grant"),
    path(
        "companies/<str:company>/sharing/<str:grant>/revoke/", sharing.revoke, name="grant-revoke"
    ),
    path("companies/<str:company>/sharing/<str:grant>/again/", sharing.again, name="invite-again"),
    path("portfolios/<str:portfolio>/", overview.overview, name="portfolio"),
    path("s/<str:share>/", shared.follow, name="share"),
    path("invitations/<str:invitation>/", shared.invitation, name="invitation"),
    path("a/<str:token>/people/", people.people, name="people"),
    path("a/<str:token>/people/answer/", people.answer_too, name="people-answer"),
    path("a/<str:token>/people/open/", people.open_answers, name="people-open"),
    path("a/<str:token>/people/<str:respondent>/link/", people.new_link, name="people-link"),
    path(
        "a/<str:token>/people/<str:respondent>/withdraw/", people.withdraw, name="people-withdraw"
    ),
    path("a/<str:token>/sheet/", sheet.sheet, name="sheet"),
    path("a/<str:token>/differences/", differences.differences, name="differences"),
    path("a/<str:token>/differences/rest/", differences.settle_rest, name="settle-rest"),
    path("a/<str:token>/differences/submit/", differences.submit, name="settled-submit"),
    path("a/<str:token>/differences/<slug:subject>/<slug:key>/", settle.settle, name="settle"),
    path("a/<str:token>/", questionnaire.hub, name="hub"),
    path("a/<str:token>/sections/<slug:slug>/", questionnaire.section, name="section"),
    path("a/<str:token>/quick/", quick.quick, name="quick"),
    path("a/<str:token>/quick/<slug:fact>/", quick.question, name="quick-question"),
    path("a/<str:token>/check/", questionnaire.check, name="check"),
    path("a/<str:token>/result/", results.result, name="result"),
    path("a/<str:token>/answers/", results.answers, name="answers"),
    path("a/<str:token>/what-if/", what_if.of_assessment, name="what-if"),
    path("a/<str:token>/report.pdf", report.download, name="report"),
    path("a/<str:token>/report/", report.wait, name="report-wait"),
    path("a/<str:token>/brief.pdf", report.download, BRIEF, name="brief"),
    path("a/<str:token>/brief/", report.wait, BRIEF, name="brief-wait"),
    path("a/<str:token>/answers.yaml", results.answers_file, name="answers-file"),
    path("a/<str:token>/again/", results.again, name="again"),
]

handler404 = "assessments.views.errors.not_found"
handler500 = "assessments.views.errors.server_error"
