import SupportPolicy

extension Desk {
    /// Writes a note that only staff sees.
    @discardableResult
    package func note(
        on folio: String, saying text: String, files: [StoredFile] = [], as principal: Principal
    ) async throws -> TicketRow {
        try principal.requireStaff()
        let text = try Words.text(text, field: "text")
        return try await change(folio, as: principal) { record, _ in
            record.append(
                .noted, by: principal, isInternal: true, contents: [Content(text: text)] + files.map(Content.init(file:)))
        }
    }
}
