import SupportPolicy

/// What a client says of a visit beforehand: who receives the engineer and knows the request (IN-56), and what is ready of the
/// checklist (IN-54).
package struct VisitPreparation: Sendable {
    /// One point of the checklist.
    package struct Point: Sendable {
        package let id: String
        package let isReady: Bool
        /// What he says of it; `nil`: nothing new.
        package let text: String?

        package init(_ id: String, isReady: Bool, saying text: String? = nil) {
            (self.id, self.isReady, self.text) = (id, isReady, text)
        }
    }

    /// `nil`: whoever it was.
    package var representative: String?
    /// What is not among them stays as it was.
    package var points: [Point]

    package init(representative: String? = nil, points: [Point] = []) {
        (self.representative, self.points) = (representative, points)
    }
}

extension Desk {
    /// Records what a client has ready for a visit: himself, or as somebody of the staff heard it. Said again, it changes nothing.
    ///
    /// - Parameters:
    ///   - name: of who said it; the client himself where he does it here.
    ///   - way: by which he said it.
    /// - Throws: a refusal with the clause that asks for it once the hour has come; `.invalid` for a point that the checklist does not
    ///   have; `.conflict` once the engineer arrived.
    @discardableResult
    package func prepareVisit(
        _ number: Int, on folio: String, _ preparation: VisitPreparation, by name: String? = nil, via way: ChannelKind? = nil, as principal: Principal
    ) async throws -> TicketRow {
        let said = try ClientSaid(name, via: way, as: principal)
        let representative = try preparation.representative.map { try Words.line($0, field: "representative") }
        let points = try preparation.points.map { point in
            VisitPreparation.Point(point.id, isReady: point.isReady, saying: try point.text.map { try Words.line($0, field: point.id) })
        }
        return try await change(folio, as: principal) { record, tx in
            try record.requireOpen()
            let visit = try record.visit(number, .planned).visit, clause = try record.mayPrepare(visit)
            let known = record.policy.visitPoints
            for point in points where !known.contains(where: { $0.id == point.id }) {
                let ids = known.map(\.id).joined(separator: ", ")
                throw DeskError.invalid("points", "No hay un punto '\(point.id)'; son: \(ids).", "There is no point '\(point.id)'; they are: \(ids).")
            }
            let ready = known.map(\.id).filter { id in points.last { $0.id == id }?.isReady ?? visit.ready?.contains(id) ?? false }
            let words = try tx.words(of: number, on: record)
            let name = representative == words[.representative] ? nil : representative
            let texts = points.filter { $0.text != nil && $0.text != words.points[$0.id] }
            guard name != nil || !texts.isEmpty || ready != visit.ready ?? [] else { return }
            var facts = visit.appointment.facts.merging(said.facts) { $1 }
            if !known.isEmpty { facts["ready"] = "\(ready.count)" }
            let lacking = known.filter { !ready.contains($0.id) }
            if !lacking.isEmpty { facts["lacking"] = lacking.map(\.label).joined(separator: "; ") }
            record.work(
                .visit, "prepared", .prepared(ready: ready), number, by: principal, cites: clause, facts: facts,
                contents: Content.about(.representative, name) + texts.compactMap { said in
                    zip(said.text.map { [$0] } ?? [], known.filter { $0.id == said.id }).map { Content(text: $0, name: $1.name) }.first
                }
                    + Content.about(.preparedBy, said.name))
        }
    }
}

extension TicketRecord {
    /// - Returns: the clause that asks for what is ready beforehand, if one does.
    /// - Throws: a refusal with it once the hour has come.
    fileprivate func mayPrepare(_ visit: Visit) throws -> Clause? {
        let clause = try policy.preparing(visitAgreedFor: visit.appointment.span, at: now)
        guard visit.appointment.begins > now else { throw DeskError.conflict("La hora de la visita ya llegó.", "The hour of the visit has come.") }
        return clause
    }
}

extension DeskTransaction {
    /// What was said so far about a work.
    func words(of number: Int, on record: TicketRecord) throws -> WorkWords {
        WorkWords(of: number, in: try timeline(of: record.ticket, for: .client))
    }
}

extension WorkWords {
    /// What is said again to whoever was not told of it; nothing where nothing is known.
    func again(_ words: Word...) -> [Content] {
        words.flatMap { word in self[word].isEmpty ? [] : Content.about(word, self[word]) }
    }
}
