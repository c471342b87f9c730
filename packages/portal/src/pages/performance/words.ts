export const words = {
  title: "Performance",
  answers: "How fast are the answers, and is it getting slower?",
  tabs: {
    resource: "Resources",
    category: "Categories",
    use_case: "Use cases",
    version: "Versions",
    step: "Steps",
    scope: "Scopes",
  },
} as const;
