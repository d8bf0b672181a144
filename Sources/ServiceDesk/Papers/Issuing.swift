import BusinessTime
import PDF
import Storage
import SupportPolicy

/// A paper as it leaves the house.
package struct IssuedPaper: Sendable {
    package let bytes: [UInt8]
    /// `certificado-P104.pdf`
    package let fileName: String
}

/// What is known of a paper whose code somebody followed.
package struct PaperStanding: Sendable {
    package let paper: SealedPaper
    /// Of a paper about a contract: the contract's plan, whether it holds now, when it begins where it has not, and until when it runs.
    package var contract: (plan: String, isInForce: Bool, begins: Instant?, endsAt: Instant)?
    /// Of a quote: what became of it.
    package var quote: Quote.State?
}

extension Desk {
    /// The certificate of a contract (IN-61).
    ///
    /// - Parameter color: of the company.
    /// - Throws: `.notFound`; what may not be seen does not exist.
    package func certificate(of number: String, from slug: String, in color: Color, _ language: Language, as principal: Principal) async throws -> IssuedPaper {
        let (row, policy, now) = try await read { tx in
            let row = try tx.contract(number, visibleTo: principal)
            return (row, try tx.policy(row.contract.policyID), tx.now)
        }
        return try await certificate(of: row, under: policy, from: slug, in: color, language, at: now)
    }

    /// The certificate that a letter brings, issued at the instant of the letter; `nil` for one that brings none.
    func certificate(with mail: OutboxRow) async throws -> IssuedPaper? {
        guard let number = mail.certificate else { return nil }
        let found = try await read { tx -> (ContractRow, Policy, CompanyRow)? in
            let row: ContractRow? = try tx.sql.first("""
                SELECT \(ContractRow.columns) FROM \(ContractRow.tables) WHERE contract.company_id = \(mail.company) AND contract.number = \(number)
                """)
            guard let row else { return nil }
            let complete = try tx.contract(id: row.contract.id)
            return (complete, try tx.policy(row.contract.policyID), try tx.company(id: mail.company))
        }
        guard let (row, policy, company) = found else { return nil }
        return try await certificate(of: row, under: policy, from: company.slug, in: company.color, mail.language ?? policy.language, at: mail.createdAt)
    }

    private func certificate(of row: ContractRow, under policy: Policy, from slug: String, in color: Color, _ language: Language, at now: Instant) async throws -> IssuedPaper {
        let contract = row.contract, zone = policy.zone, plan = contract.plan.flatMap(policy.tariff.plan)
        let ended = contract.terms.endedAt.map { min($0, contract.endsAt - 1) }
        var certificate = ContractCertificate(
            issue: try await paperIssue(slug, policy, color, language, now), number: contract.number, type: plan?.label ?? Said(es: "Contrato de servicio", en: "Service contract")(in: language),
            holder: row.customerName, rfc: row.customerRFC, validFrom: zone.date(of: contract.startsAt),
            validThrough: (ended ?? (contract.endsAt < .never ? contract.endsAt - 1 : nil)).map(zone.date(of:)), products: contract.terms.products.map(\.name),
            grants: contract.granted(at: now).compactMap { part in policy.tariff.unit(part.unit).map { PaperAmount(part.amount, PaperUnit($0)) } },
            terms: [plan.map { "\($0.clause.section): \($0.clause.text)" }].compactMap { $0 })
        certificate.isOver = contract.state == .ended
        return try await issue(certificate, from: slug, named: Said(es: "certificado", en: "certificate")(in: language))
    }

    /// The statement of a contract's account.
    ///
    /// - Parameters:
    ///   - first: `nil`: since it began.
    ///   - last: both days belong to the period; `nil`: today.
    /// - Throws: `.invalid` for a period that ends before it begins, or was not over when it was asked for.
    package func statement(
        of number: String, since first: CalendarDate?, through last: CalendarDate?, from slug: String, in color: Color, _ language: Language, as principal: Principal
    ) async throws -> IssuedPaper {
        let (row, policy, entries, now) = try await read { tx in
            let row = try tx.contract(number, visibleTo: principal)
            return (row, try tx.policy(row.contract.policyID), try tx.entries(of: row.contract.id, company: principal.company, for: principal.role), tx.now)
        }
        let zone = policy.zone
        let first = first ?? zone.date(of: row.contract.lots.map(\.boughtAt).min() ?? row.contract.startsAt), last = last ?? zone.date(of: now)
        guard first <= last else {
            throw DeskError.invalid("through", "El periodo termina antes de empezar.", "The period ends before it begins.")
        }
        guard last <= zone.date(of: now) else {
            throw DeskError.invalid("through", "El estado de cuenta llega a lo más hasta hoy.", "A statement goes no further than today.")
        }
        let accounts = row.contract.accounts(entries, under: policy, from: zone.startOfDay(first), until: zone.startOfDay(last.adding(days: 1)), in: language)
        return try await issue(AccountStatement(
            issue: try await paperIssue(slug, policy, color, language, now), number: row.contract.number, holder: row.customerName, from: first, through: last, accounts: accounts),
            from: slug, named: Said(es: "estado-de-cuenta", en: "statement")(in: language))
    }

    /// What was done and charged on a request that is closed (GE-67).
    ///
    /// - Throws: `.conflict` while it is open.
    package func closingSummary(of folio: String, from slug: String, in color: Color, _ language: Language, as principal: Principal) async throws -> IssuedPaper {
        let (row, policy, items, given, now) = try await read { tx in
            let row = try tx.ticket(folio, visibleTo: principal)
            // What was charged is between the company and its client.
            try row.requireParty(principal)
            let policy = try tx.policy(of: row.ticket), items = try tx.timeline(of: row.ticket, for: .client)
            let given = ServicesGiven(
                ticket: row.ticket, policy: policy, language: language, timeline: items, charges: try tx.chargedLines(of: row.ticket),
                quotes: try tx.acceptedQuotes(on: row.ticket))
            return (row, policy, items, given, tx.now)
        }
        guard row.ticket.isClosed, let closing = items.last(where: { $0.entry.kind == .closed }) else {
            throw DeskError.conflict("El resumen se emite cuando la solicitud está cerrada.", "The summary is issued once the request is closed.")
        }
        // In whose words it was solved: those of the closing, else the last answer.
        let words = items.last { ($0.entry.kind == .closed || $0.entry.kind == .closingOffered) && !$0.texts.isEmpty } ?? items.last { $0.entry.body.facts["side"] == "agent" }
        let isOfClient = closing.entry.body.facts["because"] == "client"
        let clause = closing.entry.clause.flatMap(policy.clause)
        return try await issue(ClosingSummary(
            issue: try await paperIssue(slug, policy, color, language, now), folio: folio, subject: row.ticket.subject(in: language), customer: row.customerName ?? row.requesterName,
            requester: row.requesterName, openedAt: row.ticket.openedAt, closedAt: closing.entry.at, closedBy: closing.by?.name ?? "Ventanilla",
            outcome: words?.texts.map(\.text).joined(separator: "\n") ?? "",
            services: given.services, taxes: given.taxes,
            acceptance: isOfClient ? .init(by: closing.by?.name ?? row.requesterName, at: closing.entry.at, clause: clause.map { "\($0.section): \($0.text)" }) : nil,
            unaccepted: isOfClient ? nil : clause.map { "\($0.section): \($0.text)" }), from: slug, named: Said(es: "resumen", en: "summary")(in: language))
    }

    /// A quote as it was sent (GE-77).
    ///
    /// - Throws: `.conflict` for one that was not sent.
    package func quotePaper(of number: String, from slug: String, in color: Color, _ language: Language, as principal: Principal) async throws -> IssuedPaper {
        let (row, policy) = try await quote(number, as: principal)
        return try await paper(of: row, under: policy, from: slug, in: color, language)
    }

    /// The same by the link of its letter: whoever has that needs no session.
    package func quotePaper(byLink token: String, from slug: String, in color: Color, _ language: Language) async throws -> IssuedPaper {
        let (row, policy) = try await quote(byLink: token, in: slug)
        return try await paper(of: row, under: policy, from: slug, in: color, language)
    }

    private func paper(of row: QuoteRow, under policy: Policy, from slug: String, in color: Color, _ language: Language) async throws -> IssuedPaper {
        guard row.quote.sentAt < .never else { throw DeskError.conflict("La cotización se imprime cuando se envía.", "The quote is printed once it is sent.") }
        // Issued at the instant of its sending: asked for again it is the same paper, to the byte.
        return try await issue(
            QuotePaper(QuoteText(row.quote, row.words, under: policy, in: language), for: row, issue: try await paperIssue(slug, policy, color, language, row.quote.sentAt)),
            from: slug, named: Said(es: "cotizacion", en: "quote")(in: language))
    }

    /// What a company publishes so that anybody can check its papers.
    package func paperKey(of slug: String) async throws -> String {
        _ = try await company(slug)
        return try await paperSeal(slug).publicKey
    }

    /// What is known of a paper; `nil` where the company never issued it so.
    package func standing(ofPaper token: String, in slug: String) async throws -> PaperStanding? {
        let company = try await company(slug).row
        guard token.utf8.count < 1_000, let paper = try await paperSeal(slug).verify(token) else { return nil }
        if paper.kind == .quote {
            let quote: Quote.State? = try await read { tx in
                try tx.sql.value("SELECT state FROM quote WHERE company_id = \(company.id) AND number = \(paper.number)")
            }
            return PaperStanding(paper: paper, quote: quote)
        }
        guard paper.kind == .certificate || paper.kind == .statement else { return PaperStanding(paper: paper) }
        return try await read { tx in
            let found: ContractRow? = try tx.sql.first("""
                SELECT \(ContractRow.columns) FROM \(ContractRow.tables)
                WHERE contract.company_id = \(company.id) AND contract.number = \(paper.number)
                """)
            guard let contract = found?.contract else { return PaperStanding(paper: paper) }
            let plan = try contract.plan.flatMap { try tx.policy(contract.policyID).tariff.plan($0) }?.label ?? ""
            return PaperStanding(paper: paper, contract: (plan, contract.isInForce(at: tx.now), contract.startsAt > tx.now ? contract.startsAt : nil, contract.endsAt))
        }
    }

    func paperSeal(_ slug: String) async throws -> PaperSeal {
        PaperSeal(company: slug, secret: try await secret(named: "papers"))
    }

    func paperIssue(_ slug: String, _ policy: Policy, _ color: Color, _ language: Language, _ now: Instant) async throws -> PaperIssue {
        PaperIssue(letterhead: Letterhead(policy.company, color: color, logo: try await logo(of: slug)), language: language, zone: policy.zone, issuedAt: now)
    }

    func issue(_ paper: some Paper, from slug: String, named name: String) async throws -> IssuedPaper {
        let seal = try await paperSeal(slug)
        let number = String(paper.number.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "-" })
        return IssuedPaper(bytes: try paper.pdf(sealedBy: seal, at: settings.publicURL), fileName: "\(name)-\(number).pdf")
    }
}

extension QuotePaper {
    init(_ text: QuoteText, for row: QuoteRow, issue: PaperIssue) {
        let quote = text.quote, offer = quote.offer, policy = text.policy
        func say(_ es: String, _ en: String) -> String { Said(es: es, en: en)(in: text.language) }
        let pesos = { (amount: Int) in PaperAmount(amount, QuoteText.pesos) }
        let lines = offer.lines.indices.flatMap { place -> [Line] in
            let line = offer.lines[place], detail = line.clause.flatMap(policy.clause)?.onPaper
            let what = [line.label, text.words.lines[place] ?? ""].filter { !$0.isEmpty }.joined(separator: ": ")
            if line.money > 0 { return [Line(what, detail: detail, quantity: line.count, price: pesos(line.money / line.count), total: pesos(line.money))] }
            return line.price.compactMap { part in
                guard let unit = policy.tariff.unit(part.unit).map(PaperUnit.init) else { return nil }
                // What covers several pieces has no price of one.
                let each = part.amount % line.count == 0
                return Line(
                    each ? what : text.what(place), detail: detail, quantity: each ? line.count : 1, price: PaperAmount(each ? part.amount / line.count : part.amount, unit),
                    total: PaperAmount(part.amount, unit))
            }
        }
        var totals = offer.units.compactMap { part in policy.tariff.unit(part.unit).map { Total(say("Total", "Total"), PaperAmount(part.amount, PaperUnit($0))) } }
        if offer.subtotal > 0 {
            if offer.tax > 0 { totals += [Total(say("Subtotal", "Subtotal"), pesos(offer.subtotal)), Total(say("IVA \(offer.tax) %", "VAT \(offer.tax) %"), pesos(offer.taxes))] }
            totals.append(Total(say("Total", "Total"), pesos(offer.total)))
        }
        let apart = offer.lines.filter { $0.price.isEmpty && $0.money == 0 && $0.charged == .apart }.map { say("\($0.label): aparte, por cuenta del cliente.", "\($0.label): apart, at the client's expense.") }
        self.init(
            issue: issue, number: quote.number, subject: text.title, customer: row.customerName ?? row.requester.name,
            attention: row.customerName == nil ? nil : row.requester.name, folio: quote.folio, lines: lines, totals: totals,
            validThrough: policy.zone.date(of: quote.validUntil - 1), delivery: text.delivery,
            terms: (text.words.terms.isEmpty ? [] : [text.words.terms]) + apart + offer.clauses.compactMap { policy.clause($0).map { "\($0.onPaper): \($0.text)" } })
    }
}

extension Contract {
    /// What its terms give that are not over: what an earlier one gave is no longer there.
    func granted(at now: Instant) -> [UnitAmount] {
        let running = lots.filter { $0.origin != .topUp && $0.expiresAt > now }
        return (running.isEmpty ? lots.filter { $0.origin == .plan } : running).flatMap(\.bought).summed
    }

    /// Of each unit what was left before a period, what came and went in it, and what was left after; what was set aside
    /// counts as gone, and comes back when it is given back.
    func accounts(
        _ entries: [Entry], under policy: Policy, from start: Instant, until end: Instant, in language: Language
    ) -> [AccountStatement.Account] {
        var contract = Contract(id: id, company: company, at: startsAt)
        var opening: [String: Int] = [:], movements: [String: [AccountStatement.Movement]] = [:]
        for entry in entries where entry.at < end && !entry.body.movements.isEmpty {
            let before = contract.left
            contract.apply(entry)
            for (unit, left) in contract.left where left != before[unit] ?? 0 {
                if entry.at < start {
                    opening[unit] = left
                } else {
                    movements[unit, default: []].append(AccountStatement.Movement(
                        at: entry.at, what: contract.concept(of: entry)(in: language), folio: entry.body.facts["ticket"],
                        clause: entry.clause.flatMap(policy.clause)?.onPaper,
                        amount: left - (before[unit] ?? 0), balance: left))
                }
            }
        }
        return unitsInUse.compactMap { id in
            policy.tariff.unit(id).map { unit in
                AccountStatement.Account(
                    unit: PaperUnit(unit), opening: opening[id] ?? 0, movements: movements[id] ?? [], closing: movements[id]?.last?.balance ?? opening[id] ?? 0)
            }
        }
    }

    private var left: [String: Int] {
        Dictionary(lots.map { ($0.unit, $0.available) }, uniquingKeysWith: +)
    }

    /// What an entry was about, on a statement.
    private func concept(of entry: Entry) -> Said {
        for movement in entry.body.movements {
            switch movement {
            case .charged(let charge): return services(of: charge)
            case .charge(let number, .released):
                let said = charges.first { $0.number == number }.map(services(of:))
                return Said(es: "Devolución: \(said?.es ?? "")", en: "Given back: \(said?.en ?? "")")
            case .opened: return Said(es: "Contratación", en: "Bought")
            case .renewed: return Said(es: "Renovación", en: "Renewal")
            case .granted: return Said(es: "Compra adicional", en: "Bought in addition")
            case .adjusted: return Said(es: "Ajuste, confirmado por otra persona", en: "Correction, confirmed by a second person")
            case .lapsed: return Said(es: "Venció sin usarse", en: "Expired unused")
            default: continue
            }
        }
        return Said(es: "Movimiento", en: "Movement")
    }

    private func services(of charge: Charge) -> Said {
        let labels = charge.lines.map(\.counted).joined(separator: ", ")
        return Said(es: labels, en: labels)
    }
}

extension Charge.Line {
    /// "Evento de asesoría × 2"
    package var counted: String { count > 1 ? "\(label) × \(count)" : label }
}

extension Clause {
    /// "Cobro 2 (GE-64)"
    var onPaper: String { "\(section) (\(ids.joined(separator: ", ")))" }
}
