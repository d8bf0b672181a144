import BusinessTime
import PDF
import SupportPolicy

extension Desk {
    /// The sheet of a visit: what it needs and adds to what it costs, who received it and how it ended; what is not yet known is left to the pen (IN-53 … IN-56).
    ///
    /// - Throws: `.notFound`; what may not be seen does not exist.
    package func visitSheet(_ number: Int, of folio: String, from slug: String, in color: Color, _ language: Language, as principal: Principal) async throws -> IssuedPaper {
        let (row, policy, items, fees, now) = try await read { tx in
            let row = try tx.ticket(folio, visibleTo: principal), policy = try tx.policy(of: row.ticket)
            return (row, policy, try tx.timeline(of: row.ticket, for: .client), try tx.fees(on: row.ticket, under: policy), tx.now)
        }
        guard let work = row.ticket.work(number), let visit = work.visit else { throw DeskError.notFound }
        let words = WorkWords(of: number, in: items), isOver = work.state == .done
        let ending = visit.countsAsDone.flatMap(policy.clause).map { VisitSheet.Ending.countsAsDone(reason: words.said, clause: "\($0.section): \($0.text)") } ?? (visit.failure == nil ? .attended(words.said) : .failed(reason: words.said))
        var notes = policy.travelExpenses.map { ["\($0.clause.section): \($0.clause.text)"] } ?? []
        if visit.expenses > 0 {
            let spent = words[.expensesFor].isEmpty ? "" : " (\(words[.expensesFor]))"
            let paid = visit.prepaid.map { Said(es: " La cotización pagó \(QuoteText.pesos.said($0)).", en: " The quote paid \(QuoteText.pesos.said($0)).")(in: language) } ?? ""
            notes.insert(Said(
                es: "Viáticos por cuenta del cliente: \(QuoteText.pesos.said(visit.expenses))\(spent).\(paid)", en: "Travel expenses at the client's expense: \(QuoteText.pesos.said(visit.expenses))\(spent).\(paid)")(in: language), at: 0)
        }
        if work.state == .cancelled { notes.insert(Said(es: "Esta visita se canceló.", en: "This visit was cancelled.")(in: language), at: 0) }
        let arrived = work.startedAt < .never
        let added = (fees[number] ?? []).map { VisitSheet.Fee($0.item.label, policy.tariff.said($0.item.price, in: language), isPaid: $0.isPaid) }
        return try await issue(VisitSheet(
            // At the instant of the last entry about a work, by which fees go from one to another, or about what was paid: asked for again it is the same paper, to the byte.
            issue: try await paperIssue(slug, policy, color, language, items.last { $0.entry.kind == .charged || $0.entry.body.facts["work"] != nil }?.entry.at ?? now), folio: folio, subject: row.ticket.subject(in: language),
            customer: row.customerName ?? row.requesterName, place: words[.place], begins: visit.appointment.begins, ends: visit.appointment.ends, engineer: words.worker,
            checklist: policy.visitPoints.map { check($0, visit, words, isKnown: arrived) },
            fees: added, arrivedAt: arrived ? work.startedAt : nil, leftAt: isOver ? work.endedAt : nil,
            representative: words[.receivedBy].isEmpty ? (words[.representative].isEmpty || arrived ? nil : words[.representative]) : words[.receivedBy], ending: isOver ? ending : nil, notes: notes),
            from: slug, named: Said(es: "visita", en: "visit")(in: language))
    }

    /// A point with what the client said of it; what he did not supply in time is marked as missing once somebody is there (IN-54, IN-55).
    private func check(_ point: VisitPoint, _ visit: Visit, _ words: WorkWords, isKnown: Bool) -> VisitSheet.Check {
        let text = words.points[point.id].map { "\(point.label): \($0)" } ?? point.label
        return VisitSheet.Check(text, isMet: visit.ready?.contains(point.id) == true ? true : isKnown ? false : nil)
    }
}
