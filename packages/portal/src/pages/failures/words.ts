export const words = {
  title: "Failures",
  answers: "What fails, how often, whom does it hit and what does it waste?",
  tabs: {
    status_class: "Status classes",
    status: "Codes",
    failure: "Failure types",
    use_case: "Use cases",
    resource: "Resources",
    user: "Users",
    account: "Accounts",
  },
  affected: "Affected users",
  hit: (users: string, accounts: string) => `${users} users of ${accounts} accounts had a failure.`,
  usersAndAccounts: "Users and accounts",
  retried: (retries: string) => `${retries} requests tried again`,
  whatARetryIs: "what had failed: in the same instance and step, within a minute of it.",
  nobody: "Nobody had a failure in this range.",
} as const;
