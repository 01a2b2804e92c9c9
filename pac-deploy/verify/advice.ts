/**
 * What most keeps visitors unknown, none of which shows from outside: said first, every time.
 * https://learn.microsoft.com/dynamics365/customer-insights/data/schedule-refresh,
 * https://learn.microsoft.com/dynamics365/customer-insights/data/customer-profiles
 */
export const advice: readonly string[] = [
  "Customer Insights refreshes nothing by itself: its schedule is off until somebody sets it. A new contact stays an unknown visitor until the next refresh.",
  "An unknown profile expires after seven days without a visit: refresh daily, at the least every second day, or who came before the refresh is gone.",
  "The Contact table must be a data source of Customer Insights, unified with contactid as its primary key; otherwise setUser names somebody it does not know.",
];
