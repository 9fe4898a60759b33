"""Every URL. No row is reached by its number.

``token`` is a private link's token, or the assessment's own name for those who have signed in or came
by a share; see ``assessments.access``.
"""

from django.urls import include, path

from assessments.reports import editions
from assessments.views import (
    companies,
    example,
    questionnaire,
    quick,
    reference,
    report,
    results,
    start,
    styleguide,
    what_if,
)

BRIEF = {"edition": editions.BRIEF}

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
    path("account/", include("allauth.urls")),
    path("companies/", companies.companies, name="companies"),
    path("companies/<str:company>/", companies.company, name="company"),
    path("a/<str:token>/claim/", companies.claim, name="claim"),
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
