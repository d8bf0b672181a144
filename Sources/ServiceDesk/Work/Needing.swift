import BusinessTime
import SupportPolicy

/// Needs that come up while a request is attended: the client is told, and decides whether they are attended within the time of
/// what his request is, or afterwards and charged apart (GE-66).
extension Desk {
    /// Most of a service that is asked about at once.
    package static let mostOfNeed = 1_000

    /// Asks the client about a need. His letter tells what came up, what each choice costs, and how to say which.
    ///
    /// - Parameters:
    ///   - service: id of the price list's item that it is.
    ///   - text: what came up, in words for the client.
    /// - Throws: `.invalid` for what has no list price: that is quoted, which asks the client as well.
    @discardableResult
    package func askAboutNeed(_ service: String, quantity: Int = 1, on folio: String, saying text: String, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        let text = try Words.text(text, field: "text")
        guard (1...Self.mostOfNeed).contains(quantity) else {
            throw DeskError.invalid("quantity", "Es de 1 a \(Self.mostOfNeed).", "It is 1 to \(Self.mostOfNeed).")
        }
        return try await change(folio, as: principal) { record, tx in
            try record.requireOpen()
            guard let clause = record.policy.tariff.rules?.additionalNeeds else {
                throw DeskError.conflict("La política no dice que se pregunte por lo que surge además.", "The policy says nothing of asking about what comes up.")
            }
            guard let item = record.policy.tariff.item(service), item.isOrdered else {
                let names = record.policy.tariff.items.filter(\.isOrdered).map(\.id).joined(separator: ", ")
                throw DeskError.invalid(
                    "service", "Elija un servicio con precio de lista: \(names). Lo demás se cotiza.", "Choose a service with a list price: \(names). Anything else is quoted.")
            }
            let apart = try tx.told(ServiceOrder([.init(item.id, quantity: quantity)]), on: record)
            record.work(
                .need, "asked", .arose(by: principal.person, service: item.id, quantity: quantity, left: record.ticket.timeLeft(under: record.policy, at: record.now)),
                by: principal, cites: clause, answering: record.ending(.firstResponse, as: .met), facts: ["apart": apart.price].merging(apart.lacks.map { ["lacks": $0] } ?? [:]) { $1 },
                contents: [Content(text: text)])
        }
    }

    /// Records what a client decides on a need: himself, or as somebody of the staff heard it.
    ///
    /// - Parameters:
    ///   - name: of who decided; the client himself where he does it here.
    ///   - way: by which he said it.
    /// - Throws: `.conflict` once it was decided; `.invalid` for a choice that he does not have.
    @discardableResult
    package func decide(
        _ choice: AdditionalNeed.Choice, on number: Int, of folio: String, by name: String? = nil, via way: ChannelKind? = nil, as principal: Principal
    ) async throws -> TicketRow {
        let said = try ClientSaid(name, via: way, as: principal)
        return try await change(folio, as: principal) { record, tx in
            try record.requireOpen()
            let need = try record.need(number)
            if choice == .apart, said.isByClient, let contract = record.ticket.contract { try tx.requireNotRemoved(principal, from: contract) }
            guard need.choice == nil else { throw DeskError.conflict("Eso ya se decidió.", "That was decided already.") }
            guard need.choices.contains(choice) else {
                throw DeskError.invalid("choice", "Del tiempo de la atención ya no queda nada: se atiende por aparte, o no se atiende.", "Nothing is left of the time: it is attended apart, or not at all.")
            }
            record.work(
                .need, "decided", .decided(choice, via: said.via, byClient: said.isByClient), number, by: principal, cites: record.policy.tariff.rules?.additionalNeeds,
                facts: ["choice": choice.rawValue].merging(said.facts) { $1 }, contents: Content.about(.decidedBy, said.name))
        }
    }

    /// Records that a need was attended within the time of its request: it costs nothing.
    ///
    /// - Parameter minutes: it took.
    /// - Throws: a refusal with its clause for more than was left of that time.
    @discardableResult
    package func fulfil(_ number: Int, on folio: String, minutes: Int, saying done: String, as principal: Principal) async throws -> TicketRow {
        try principal.requireStaff()
        let done = try Words.text(done, field: "done")
        try Self.check(minutes: minutes)
        return try await change(folio, as: principal) { record, _ in
            try record.requireOpen()
            let need = try record.need(number), clause = record.policy.tariff.rules?.additionalNeeds
            guard need.choice == .withinTime else { throw DeskError.conflict("El cliente no lo pidió dentro del tiempo.", "The client did not want it within the time.") }
            let left = try record.timeLeft(for: number)
            if minutes > left, let clause {
                throw Refusal(clause, Said(
                    es: "Quedaban \(left) min de la atención, y tomó \(minutes): pregunte al cliente si lo que falta se atiende por aparte.",
                    en: "\(left) min were left, and it took \(minutes): ask the client whether the rest is attended apart."))
            }
            record.work(
                .need, "fulfilled", .fulfilled(by: principal.person, minutes: minutes), number, by: principal, cites: clause,
                facts: ["minutes": "\(minutes)"], contents: [Content(text: done)])
        }
    }
}

extension TariffItem {
    /// Whether it is a service with a price of its own: neither a fee that is added to one, nor quoted, nor paid apart.
    package var isOrdered: Bool { charged != .apart && charged != .byQuote && addedWhen.isEmpty }
}

/// What somebody says for a client, or a client for himself.
struct ClientSaid {
    let name: String
    let via: ChannelKind
    let isByClient: Bool

    /// - Throws: `.invalid` where the staff does not say who, or by which way.
    init(_ name: String?, via way: ChannelKind?, as principal: Principal) throws {
        isByClient = !principal.role.isStaff
        self.name = isByClient ? principal.name : try Words.line(name ?? "", field: "by")
        // What was said on the page, the client said himself.
        guard let way = isByClient ? .portal : way, isByClient || way != .portal else {
            throw DeskError.invalid("via", "Diga por qué medio lo dijo.", "Say by which way he said so.")
        }
        via = way
    }

    var facts: [String: String] { ["via": via.rawValue, "side": isByClient ? "client" : "agent"] }
}

extension TicketRecord {
    /// Minutes that are left of the time for a need: those of when it was asked about, less what other needs took of them since.
    fileprivate func timeLeft(for number: Int) throws -> Int {
        let work = try known(number)
        let others = ticket.works.filter { $0.number != number && $0.need?.choice == .withinTime && $0.state == .done && $0.endedAt > work.since }
        return max(0, (work.need?.left ?? 0) - others.reduce(0) { $0 + ($1.minutes ?? 0) })
    }

    /// A need that is not over.
    ///
    /// - Throws: `.notFound`; `.conflict` once it is.
    fileprivate func need(_ number: Int) throws -> AdditionalNeed {
        let work = try known(number)
        guard let need = work.need else { throw DeskError.notFound }
        guard !work.isOver else { throw DeskError.conflict("Ya terminó.", "It is over already.") }
        return need
    }

    /// Why an order cannot be charged yet: its client was told that his request is something else (GE-63), has no closing to
    /// accept (GE-42), or did not agree to what is taken in advance (GE-65).
    ///
    /// - Throws: `.invalid` for more than what a client wanted of a need.
    func objection(to order: ServiceOrder, for work: Int?) throws -> Refusal? {
        let work = work.flatMap(ticket.work)
        guard let need = work?.need else {
            do throws(Refusal) {
                try policy.checkAcceptance(of: order.services.map(\.item), to: ticket.facts)
                try policy.checkTold(of: order.services.map(\.item), to: ticket.facts)
                if work?.visit == nil { try policy.checkAgreed(of: order.services.map(\.item)) }
                return nil
            } catch {
                return error
            }
        }
        guard order == ServiceOrder([.init(need.service, quantity: need.quantity)]) else {
            let label = policy.tariff.item(need.service)?.label ?? need.service
            throw DeskError.invalid("item", "El cliente aceptó \(need.quantity) × '\(label)', y nada más.", "The client agreed to \(need.quantity) × '\(label)' and nothing else.")
        }
        return nil
    }
}
