/** Typed search: conditions become filters, an id opens its request, plain words offer where to look for them. */

import { Combobox, Text, TextInput, useCombobox } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Filter } from "../../api/questions";
import { filterSentence } from "../../parts/FilterBar";
import type { View } from "../../state/view";
import { readTyped, type Typed, WORD_FIELDS, withFilters } from "./typed";
import { words } from "./words";

interface Offer {
  label: string;
  take: () => void;
}

export function SearchBox({ view }: { view: View }) {
  const [typed, setTyped] = useState("");
  const box = useCombobox();
  const read = readTyped(typed);
  const offers = offersOf(read, view);
  const take = (place: number) => {
    offers[place]?.take();
    setTyped("");
    box.closeDropdown();
  };
  // The options of what was typed are there only once they are drawn.
  useEffect(() => {
    if (typed !== "") box.selectFirstOption();
  }, [typed, box.selectFirstOption]);
  return (
    <Combobox store={box} onOptionSubmit={(place) => take(Number(place))} withinPortal>
      <Combobox.Target>
        <TextInput
          type="search"
          data-search
          aria-label={words.search}
          placeholder={words.placeholder}
          w={{ base: "100%", sm: 460 }}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            box.openDropdown();
          }}
          onFocus={() => box.openDropdown()}
          onBlur={() => box.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label="Meanings of what was typed">
          {offers.map((offer, place) => (
            <Combobox.Option key={offer.label} value={String(place)}>
              {offer.label}
            </Combobox.Option>
          ))}
        </Combobox.Options>
        {offers.length === 0 && (
          <Combobox.Footer>
            <Text size="sm" className="quiet" role={read.kind === "fault" ? "alert" : undefined}>
              {read.kind === "fault" ? read.message : words.searchHelp}
            </Text>
          </Combobox.Footer>
        )}
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** What may be done with what was typed, the likeliest first. */
function offersOf(read: Typed, view: View): Offer[] {
  const filtered = (added: Filter[]) => () => view.setFilters(withFilters(view.filters, added));
  switch (read.kind) {
    case "open":
      return [{ label: `Open request ${read.request_id}`, take: () => view.set({ open: read.request_id }) }];
    case "filters":
      return [{ label: read.filters.map(filterSentence).join(", and "), take: filtered(read.filters) }];
    case "words":
      return read.text === ""
        ? []
        : WORD_FIELDS.map((field) => {
            const filter: Filter = { field, op: "prefix", values: [read.text] };
            return { label: filterSentence(filter), take: filtered([filter]) };
          });
    case "fault":
      return [];
  }
}
