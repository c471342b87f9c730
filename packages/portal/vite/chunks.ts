/**
 * What is loaded together. Left alone, each set of modules that the same pages need is a chunk of its own: forty
 * for a page, and each takes the browser and the server about a millisecond before its first byte. What nearly all
 * who need one part of it need is one chunk here; the rest stays as the bundler has it.
 */

const inMantine = (...names: string[]) => `@mantine/core/esm/(?:components|utils)/(?:${names.join("|")})/`;

const matching = (...patterns: string[]) => new RegExp(patterns.join("|").replaceAll("/", "[\\\\/]"));

/** Modules that do no harm where they are not needed are taken when so many pages or parts need them. */
const COMMON = 4;

/** The bundler's own choice of chunks begins where these end; a group takes what its modules need along. */
export const CHUNKS = [
  { name: "core", tags: ["$initial" as const], priority: 5 },
  {
    name: "page",
    test: matching(
      "/src/(?:parts|charts|state|text|api)/(?!breakdown|request/|Deed|FactTable|Floating|Select|SidePanel)",
      "/src/pages/(?:kpis|limits)/(?:Bar|Mark|useStands)",
      inMantine("ActionIcon", "Badge", "Input", "InputBase", "Pill", "SimpleGrid", "TextInput"),
      "/(?:CheckIcon|RadioIcon|VisuallyHidden|to-int)\\.mjs",
      "@mantine/core/esm/core/",
      "@mantine/hooks/esm/utils/",
    ),
    minShareCount: COMMON,
    priority: 4,
  },
  // of dialogues and of what draws charts, neither of which needs the other
  { name: "tslib", test: matching("/tslib/"), priority: 4 },
  // what opens beside something: menus, dialogues, the lists of choices
  {
    name: "floating",
    test: matching("@floating-ui/", inMantine("Popover", "Floating", "Portal", "ScrollArea", "FocusTrap")),
    priority: 3,
  },
  { name: "menu", test: matching("/components/Menu/", "/parts/Floating"), priority: 2 },
  { name: "choices", test: matching(inMantine("Combobox", "Select")), minShareCount: COMMON, priority: 2 },
  {
    name: "dialogue",
    test: matching("remove-scroll", inMantine("Modal", "ModalBase", "Drawer")),
    priority: 2,
  },
  {
    name: "ticks",
    test: matching(inMantine("Checkbox", "InlineInput", "Radio", "Switch")),
    minShareCount: COMMON,
    priority: 1,
  },
  { name: "form", test: matching("@mantine/form/"), priority: 1 },
];
