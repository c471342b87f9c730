export const words = {
  title: "Cost Drivers",
  answers: "Which feature, user and model cause the cost?",
  properties: "Properties",
};
