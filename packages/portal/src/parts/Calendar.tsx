/** Two days of a calendar: the first and the last of a range. */

import { DatePicker } from "@mantine/dates";
import "@mantine/dates/styles.css";
import dayjs from "dayjs";
import { useState } from "react";
import type { View } from "../state/view";

export default function Calendar({ view, choose }: { view: View; choose: (range: string) => void }) {
  const [days, setDays] = useState<[string | null, string | null]>([null, null]);
  const take = ([first, last]: [string | null, string | null]) => {
    setDays([first, last]);
    if (first && last) choose(`${first}/${dayjs(last).add(1, "day").format("YYYY-MM-DD")}`);
  };
  return (
    <DatePicker
      type="range"
      allowSingleDateInRange
      value={days}
      onChange={take}
      defaultDate={dayjs(view.to).format("YYYY-MM-DD")}
      ariaLabels={{
        nextMonth: "Next month",
        previousMonth: "Month before",
        monthLevelControl: "Choose the month",
        yearLevelControl: "Choose the year",
      }}
    />
  );
}
