import Hummingbird

/// A table for spreadsheets and invoicing systems: RFC 4180, in UTF-8.
struct CSVText {
    let rows: [[String]]

    var text: String { rows.map { $0.map(Self.quoted).joined(separator: ",") + "\r\n" }.joined() }

    func response(named name: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/csv; charset=utf-8", .contentDisposition: "attachment; filename=\"\(name)\""],
            body: .init(byteBuffer: .init(string: text)))
    }

    /// Quoted where it must be; what a spreadsheet would run as a formula is text.
    private static func quoted(_ field: String) -> String {
        let isFormula = field.first.map { "=+-@\t\r".contains($0) } ?? false
        let text = isFormula ? "'" + field : field
        guard isFormula || text.contains(where: { ",\"\r\n".contains($0) || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
