export default function UseCasesPage() {
  return null;
}
