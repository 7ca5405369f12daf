"""The texts of the cases that a desk holds already."""

from django.db import migrations

from review import search

# cases a statement: bounds memory
BATCH = 2_000


def index_texts(apps, schema_editor):
    """Write the text of each case as it was known when this migration was made."""
    cases, texts = apps.get_model("review", "Case"), apps.get_model("review", "CaseText")
    rows = cases.objects.values_list("pk", "case_no", "subject_id", "ring_id", "summary_zh")
    batch = []
    for pk, *parts in rows.iterator(BATCH):
        text = " ".join([pk, *filter(None, parts)]).lower()[: search.MOST_TEXT]
        batch.append(texts(case_id=pk, text=text, grams=search.split_grams(text)))
        if len(batch) == BATCH:
            texts.objects.bulk_create(batch)
            batch = []
    texts.objects.bulk_create(batch)


class Migration(migrations.Migration):
    dependencies = [("review", "0017_names_and_search")]

    operations = [migrations.RunPython(index_texts, migrations.RunPython.noop)]
