/** The choice of one of a list; loaded by `Choice`. */

export { Select } from "@mantine/core";
