import Storage
import SupportPolicy

/// The company's own documents, such as the "Solicitud de Control de Acceso" (FI-11) or the "Solicitud general de desarrollo"
/// (GE-56). One is there once an entry says so, because a file that came with it seems to be it, or because somebody said that it
/// is, until somebody who has looked says that it is not. The entries tell both, so that no row has to.
extension Desk {
    /// Puts one that an order takes on record: its client attaches it; the staff attaches it, or vouches in words that it is there.
    ///
    /// - Parameters:
    ///   - id: of the policy's document.
    ///   - text: how the staff knows; or what there is to say of it.
    /// - Throws: `.invalid` for a document that no order on such a request takes, and without a file of a client's.
    @discardableResult
    package func document(_ id: String, on folio: String, saying text: String = "", files: [StoredFile] = [], as principal: Principal) async throws -> TicketRow {
        let text = try Words.optional(text, field: "text")
        guard !files.isEmpty || principal.role.isStaff && text != nil else {
            throw principal.role.isStaff
                ? DeskError.invalid("text", "Adjúntelo, o diga cómo consta.", "Attach it, or say how it is known.") : .invalid("files", "Adjúntelo.", "Attach it.")
        }
        return try await change(folio, as: principal) { record, tx in
            try record.requireOpen()
            guard let rule = record.policy.documentsTaken(on: record.ticket.facts, after: try tx.entries(of: record.ticket)).first(where: { $0.id == id }) else {
                throw DeskError.invalid("document", "Una solicitud como ésta no lleva ese documento.", "A request of this kind does not take that document.")
            }
            try record.document(
                rule.id, by: principal, cites: rule.clause, contents: (text.map { [Content(text: $0)] } ?? []) + files.map(Content.init(file:)))
        }
    }

    /// Says that what was taken for one of the company's documents is none, and asks the client for it.
    ///
    /// - Parameter id: of the policy's rule.
    /// - Throws: `.conflict` where nothing is taken for it.
    @discardableResult
    package func rejectForm(_ id: String, of folio: String, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        return try await change(folio, as: principal) { record, tx in
            let held = try tx.entries(of: record.ticket).documentsHeld
            guard let form = record.policy.commitments(on: .requiredDocuments).first(where: { $0.id == id }), held.contains(id) else {
                throw DeskError.conflict("Ningún archivo se tomó por ese documento.", "No file is taken for that document.")
            }
            try record.ask(for: form, by: principal)
        }
    }
}

extension TicketRecord {
    /// What a client attaches ends a wait like any answer of his.
    func document(_ id: String, by principal: Principal, cites clause: Clause? = nil, contents: [Content] = []) throws {
        let isStaff = principal.role.isStaff
        append(
            .documented, by: principal, cites: clause, effects: isStaff ? [] : try endingWait(),
            facts: ["forms": id, "side": isStaff ? "agent" : "client"], contents: contents)
    }

    /// The documents that seem to be among files, as an entry tells it; `nil`: none.
    ///
    /// - Parameter quoted: ids of those that a quote takes which waits for an answer.
    func formsSeen(in contents: [Content], for facts: TicketFacts, quoted: Set<String> = []) -> String? {
        let files = contents.filter { $0.kind == .file }.map { ($0.name ?? "", $0.mediaType) }
        let seen = files.isEmpty ? [] : policy.formsSeen(among: files, for: facts, quoted: quoted).map(\.id)
        return seen.isEmpty ? nil : seen.joined(separator: " ")
    }

    fileprivate func ask(for form: Commitment, by principal: Principal) throws {
        let language = parties.requester.language ?? policy.language, details = policy.details(of: form, in: language).joined(separator: " ")
        let text = Said(
            es: "Lo que nos envió no es el documento «\(form.label)». Envíenoslo, por favor. \(details)\n\(form.clause.section): \(form.clause.text)",
            en: "What you sent us is not the document “\(form.label)”. Please send it. \(details)\n\(form.clause.section): \(form.clause.text)")
        try ask(because: .information, by: principal, cites: form.clause, facts: ["not_forms": form.id], contents: [Content(text: text(in: language))])
    }
}

extension Entry.Body {
    /// The documents that are there with it. One alone was once told as `document`.
    package var forms: [String] { (facts["forms"] ?? facts["document"])?.split(separator: " ").map(String.init) ?? [] }
}

extension Sequence<Entry> {
    /// The documents that are there after all of these.
    package var documentsHeld: Set<String> {
        reduce(into: []) { held, entry in
            held.formUnion(entry.body.forms)
            if let id = entry.body.facts["not_forms"] { held.remove(id) }
        }
    }

    /// Those that somebody looked at and found to be something else, and that did not come since.
    var documentsRejected: Set<String> {
        reduce(into: []) { rejected, entry in
            rejected.subtract(entry.body.forms)
            if let id = entry.body.facts["not_forms"] { rejected.insert(id) }
        }
    }

    /// Those that the quotes take which wait for an answer.
    fileprivate var documentsQuoted: Set<String> {
        let quoted: [String: String] = reduce(into: [:]) { quoted, entry in
            if entry.kind == .quoted, let number = entry.body.facts["quote"] { quoted[number] = entry.body.facts["takes"] }
        }
        return Set(quoted.values.flatMap { $0.split(separator: " ").map(String.init) })
    }
}

extension Policy {
    /// The documents that orders on a request take: by what it is, and by what was quoted on it (GE-56).
    fileprivate func documentsTaken(on facts: TicketFacts, after entries: some Sequence<Entry>) -> [Commitment] {
        let quoted = entries.documentsQuoted, ofRequest = documents(on: facts)
        return ofRequest + commitments(on: .requiredDocuments).filter { rule in quoted.contains(rule.id) && !ofRequest.contains { $0.id == rule.id } }
    }

    /// Those of them that are not there yet.
    package func documentsMissing(on facts: TicketFacts, after entries: some Sequence<Entry>) -> [Commitment] {
        let held = entries.documentsHeld
        return documentsTaken(on: facts, after: entries).filter { !held.contains($0.id) }
    }
}

extension DeskTransaction {
    /// What is still needed before a quote that waits for its client can be accepted (GE-56). The journal is asked only where
    /// something is.
    package func documentsMissing(for quote: Quote) throws -> [Commitment] {
        guard quote.state == .sent || quote.state == .draft else { return [] }
        let ticket = try ticket(id: quote.ticket).ticket
        let needed = try policy(quote.policyID).documents(ordering: quote.offer.lines.compactMap(\.item), on: ticket.facts)
        guard !needed.isEmpty else { return [] }
        let held = try entries(of: ticket).documentsHeld
        return needed.filter { !held.contains($0.id) }
    }

    /// Ids of the documents that waiting quotes take, where a client's answer brings files that may be them: whichever way it comes,
    /// what is named like one of them is it. The journal is asked only then.
    func documentsQuoted(on ticket: Ticket, for contents: [Content]) throws -> Set<String> {
        contents.contains { $0.kind == .file } ? try entries(of: ticket).documentsQuoted : []
    }

    /// What its client, or one who takes part, sent on a ticket, as files of no entry in particular.
    func filesOfClient(on ticket: Ticket) throws -> [(name: String, mediaType: String)] {
        try sql.fetch("""
            SELECT content.name, content.media_type FROM content JOIN entry ON entry.id = content.entry_id
            WHERE content.company_id = \(ticket.company) AND content.ticket_id = \(ticket.id) AND content.kind = 'file' AND content.is_internal = 0
              AND content.blob IS NOT NULL AND (
                entry.kind = \(Entry.Kind.opened) OR entry.for_person_id = \(ticket.requester) OR entry.person_id = \(ticket.requester)
                OR entry.person_id IN (SELECT person_id FROM participant WHERE participant.ticket_id = \(ticket.id)))
            ORDER BY content.id LIMIT 200
            """).map { (try $0[0] as String? ?? "", try $0[1]) }
    }

    /// Everything that was done on a ticket.
    func entries(of ticket: Ticket) throws -> [Entry] {
        try entries(of: ticket.id, company: ticket.company, for: .admin)
    }
}
