"""Best-practice sheets and tools."""

from django.urls import path

from aplomb.apps.knowledge import views

app_name = "knowledge"
urlpatterns = [
    path("", views.sheet_list, name="list"),
    path("tools/<str:code>/", views.tool_download, name="tool"),
    path("<str:code>/", views.sheet_detail, name="detail"),
]
