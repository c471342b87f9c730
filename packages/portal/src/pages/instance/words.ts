/** The words of the page of one instance. */

export const words = {
  answers: "What happened in this one execution, in which order, and what did it cost?",
  waterfall: "Requests in order",
  waterfallMeaning:
    "Grouped by step; bars share one axis of time, from the first request on. The mark in a bar is the first token.",
  noStep: "no step",
  noRequests: "No request of this instance is stored.",
  more: "Show more requests",
  calls: "Function calls",
  callsMeaning:
    "What the model asked the program to do, between the requests; with a request stand their arguments.",
  growth: "Input units by request",
  growthMeaning:
    "A prompt that grows from request to request carries its history along, and pays for it again.",
  cumulative: "Cost so far",
  limitEnds: (max: string) => `The automatic limit ends at ${max}.`,
  noOwnLimit: "This instance has no limit of its own.",
  properties: "Properties",
  noProperties: "No properties.",
  noScores: "no scores",
  noLimit: "none",
  compareWith: "Compare with …",
  compareLabel: "Id of another instance",
  compareEnd: "End the comparison",
  notFound: "There is no instance of this id in this use case.",
} as const;
