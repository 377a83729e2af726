"""An Airflow DAG: one pass every quarter of an hour, and a look at the sources' health once a day."""

import os
from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

SOURCES = os.environ.get("PRESSE_SOURCES", "/srv/presse/sources.toml")
DATASET = os.environ.get("PRESSE_DATASET", "/srv/presse/dataset")

with DAG(
    "presse",
    schedule=timedelta(minutes=15),
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,  # a second run would be refused, since the dataset is locked
    default_args={"retries": 2, "retry_delay": timedelta(minutes=5)},
):
    BashOperator(
        task_id="pull",
        bash_command=f"ingest run {SOURCES} --out {DATASET} --max-time 1h --log-format json",
        skip_on_exit_code=4,  # nothing new
    )

with DAG("presse_health", schedule="@daily", start_date=datetime(2026, 1, 1), catchup=False):
    BashOperator(task_id="status", bash_command=f"ingest status {DATASET}")  # fails while an alarm lasts
