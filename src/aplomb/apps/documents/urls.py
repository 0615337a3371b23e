"""Addresses of a site's documents, under `o/<organisation>/documents/`."""

from django.urls import path

from aplomb.apps.documents import aside_views, file_views, people_views, shared_views, views

app_name = "documents"
urlpatterns = [
    path("", views.inventory, name="list"),
    path("row/", views.row, name="row"),
    path("states/", views.states, name="states"),
    path("inventory.xlsx", views.inventory_file, name="xlsx"),
    path("shared/<int:pk>/", shared_views.shared, name="shared"),
    path("shared/<int:pk>/files/<int:file_pk>/", shared_views.shared_file, name="shared_file"),
    path("own/", views.own_create, name="own_create"),
    path("own/<int:pk>/", views.own_line, name="own_line"),
    path("own/<int:pk>/removal/", views.own_remove, name="own_remove"),
    path("own/<int:pk>/files/", file_views.own_versions, name="own_versions"),
    path("own/<int:pk>/files/upload/", file_views.own_upload, name="own_upload"),
    path("files/", file_views.bulk, name="bulk"),
    path("files/filing/", file_views.filing, name="filing"),
    path("files/deidentification/", file_views.deidentification, name="deidentification"),
    path("files/<int:pk>/", file_views.download, name="file"),
    path("files/<int:pk>/approval/", people_views.approve, name="approve"),
    path("files/<int:pk>/reading/", people_views.reading, name="reading"),
    path("files/<int:pk>/read/", people_views.read, name="read"),
    path("requests/", people_views.request_document, name="request"),
    path("requests/<int:pk>/withdrawal/", people_views.withdraw, name="request_withdraw"),
    path("requests/<int:pk>/reminder/", people_views.remind, name="request_remind"),
    path("files/<int:pk>/report/", aside_views.report, name="file_report"),
    path("files/<int:pk>/return/", aside_views.give_back, name="file_return"),
    path("files/<int:pk>/purge/", aside_views.purge, name="file_purge"),
    path("aside/", aside_views.judged, name="aside"),
    path("aside/<int:pk>/question/", aside_views.ask, name="alarm_ask"),
    path("aside/<int:pk>/release/", aside_views.release, name="alarm_release"),
    path("files/<int:pk>/removal/", file_views.remove, name="file_remove"),
    path("expected/<str:referential>/<path:code>/files/upload/", file_views.upload, name="upload"),
    path("expected/<str:referential>/<path:code>/files/", file_views.versions, name="versions"),
    path("expected/<str:referential>/<path:code>/group/", views.follow, name="follow"),
    path("expected/<str:referential>/<path:code>/", views.line, name="line"),
]
