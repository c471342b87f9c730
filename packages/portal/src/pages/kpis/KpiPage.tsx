export default function KpiPage() {
  return null;
}
