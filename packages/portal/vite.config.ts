/// <reference types="vitest/config" />
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { CHUNKS } from "./vite/chunks.ts";
import { compressed } from "./vite/compressed.ts";
import { pages } from "./vite/pages.ts";

const SERVER = process.env.ASSAY_SERVER ?? "http://127.0.0.1:8420";

export default defineConfig({
  plugins: [react(), pages(), compressed()],
  build: {
    outDir: process.env.ASSAY_PORTAL_OUT ?? "dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2023",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: { output: { codeSplitting: { groups: CHUNKS } } },
  },
  server: { proxy: { "/api": SERVER } },
  test: { include: ["src/**/*.test.{ts,tsx}"] },
});
