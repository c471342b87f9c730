export const words = {
  title: "Cost Drivers",
  answers: "Which feature, user and model cause the cost?",
  tabs: {
    use_case: "Use cases",
    user: "Users",
    account: "Accounts",
    resource: "Resources",
    category: "Categories",
    step: "Steps",
    "property:": "Properties",
  },
  property: "Property",
  chooseProperty: "Choose a property, or type its key",
  noProperty:
    "Properties are what you say about a request yourself: its channel, its experiment, its tenant.",
  keysSeen: (n: string) => `Keys seen on the latest ${n} requests of this range; any other can be typed.`,
} as const;
