/** How many causes are named; equal in the chart and beside it, so that both give a name the same colour. */
export const TOP = 5;
