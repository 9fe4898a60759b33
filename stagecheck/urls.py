"""Every URL. An assessment is reached by the token of a link, never by a number."""

from django.urls import path

from assessments.views import example, questionnaire, quick, reference, results, start

urlpatterns = [
    path("", start.start, name="start"),
    path("health/", start.health, name="health"),
    path("example/", example.result, name="example"),
    path("example/report.pdf", example.report, name="example-report"),
    path("rubric/", reference.overview, name="rubric"),
    path("rubric/stages/<slug:stage>/", reference.stage, name="rubric-stage"),
    path("rubric/practices/", reference.practices, name="rubric-practices"),
    path("rubric/roles/", reference.roles, name="rubric-roles"),
    path("rubric/scale-up/", reference.scale_up, name="rubric-scale-up"),
    path("rubric/leadership/", reference.leadership, name="rubric-leadership"),
    path("a/<str:token>/", questionnaire.hub, name="hub"),
    path("a/<str:token>/sections/<slug:slug>/", questionnaire.section, name="section"),
    path("a/<str:token>/quick/", quick.quick, name="quick"),
    path("a/<str:token>/check/", questionnaire.check, name="check"),
    path("a/<str:token>/result/", results.result, name="result"),
    path("a/<str:token>/report.pdf", results.report, name="report"),
    path("a/<str:token>/answers.yaml", results.answers_file, name="answers-file"),
    path("a/<str:token>/again/", results.again, name="again"),
]

handler404 = "assessments.views.errors.not_found"
handler500 = "assessments.views.errors.server_error"
