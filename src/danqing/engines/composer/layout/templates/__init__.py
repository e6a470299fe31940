"""One template for each layout: functions that arrange a draft."""
