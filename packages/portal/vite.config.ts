/// <reference types="vitest/config" />
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compressed } from "./vite/compressed.ts";

const SERVER = process.env.ASSAY_SERVER ?? "http://127.0.0.1:8420";

export default defineConfig({
  plugins: [react(), compressed()],
  build: {
    outDir: process.env.ASSAY_PORTAL_OUT ?? "dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2023",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { "/api": SERVER } },
  test: { include: ["src/**/*.test.{ts,tsx}"] },
});
