/** The numbers that can say how they are counted, as the page calls them. */
export const COUNTED_NAMES = {
  revenueToday: "Revenue today",
  ordersToday: "Orders today",
  ordersPerMinute: "Orders a minute",
  activeUsers: "Active users",
  unitsAtRisk: "Units at risk",
  chart: "The chart",
  available: "Available",
  stockState: "State",
  soldLately: "Sold lately",
  cover: "Minutes of cover",
  recentOrders: "Recent orders",
  alerts: "Alerts",
  latency: "From order to page",
};
export type CountedName = keyof typeof COUNTED_NAMES;
