import SupportPolicy

/// What a service is charged, or why it cannot be, in finished words. The JSON of `charge` is this value.
struct ChargeAnswer: Encodable {
    /// Absent where it cannot be paid.
    var charges: [Amount]?
    var lines: [Line]?
    var exchanges: [Exchange]?
    var draws: [Draw]?
    /// What the client pays outside the contract.
    var apart: [Fee]?
    /// Circumstances to which the price list adds nothing here.
    var unpriced: [String]?
    let alternatives: [Way]
    var refusal: RefusalSaid?
    let cites: [Explanation.ClauseSaid]

    struct Amount: Encodable {
        let unit: String
        let amount: Int

        init(_ amount: UnitAmount) { (unit, self.amount) = (amount.unit, amount.amount) }
    }

    struct Line: Encodable {
        let service, label: String
        let count: Int
        /// What is charged of what is priced by time.
        let minutes: Int?
        let price: [Amount]
        let priceInWords, charged, chargedInWords, clause: String
        let ids: [String]
    }

    /// Units that had run out, and what they were exchanged for.
    struct Exchange: Encodable {
        let of, paid: Amount
        let inWords, clause: String
        let ids: [String]
    }

    /// What is taken from which balance.
    struct Draw: Encodable {
        let unit: String
        let amount: Int
        let expires: String?
    }

    struct Fee: Encodable {
        let service, label: String
        let ids: [String]
    }

    struct Way: Encodable {
        let charges: [Amount]
        let chargesInWords: String
        /// What is not there for it.
        let missing: [Amount]
        let loses: String
        let lines: [Line]
    }

    struct RefusalSaid: Encodable {
        let reason: String
        let wayIn: String?
        let clause: Explanation.ClauseSaid
    }

    init(_ decision: ChargeDecision, under policy: Policy, in language: Language) {
        let tariff = policy.tariff
        charges = decision.best.charges.map(Amount.init)
        lines = decision.best.lines.map { Line($0, tariff, language) }
        exchanges = decision.best.exchanges.map { Exchange($0, tariff, language) }
        draws = decision.best.draws.map { Draw(unit: $0.unit, amount: $0.amount, expires: $0.expires.map { "\($0)" }) }
        apart = decision.apart.map { Fee(service: $0.id, label: $0.label, ids: $0.clause.ids) }
        unpriced = decision.unpriced.map(\.rawValue)
        alternatives = decision.alternatives.map { Way($0, tariff, language) }
        cites = decision.clauses.map(Explanation.ClauseSaid.init)
    }

    init(_ refusal: Refusal, _ ways: [WayToPay], under policy: Policy, in language: Language) {
        alternatives = ways.map { Way($0, policy.tariff, language) }
        self.refusal = RefusalSaid(
            reason: refusal.reason(in: language), wayIn: refusal.wayIn, clause: Explanation.ClauseSaid(refusal.clause))
        let prices = (ways.first?.lines ?? []).map(\.clause) + (ways.first?.exchanges ?? []).map(\.clause)
        cites = ([refusal.clause] + prices).reduce(into: [Clause]()) { if !$0.contains($1) { $0.append($1) } }.map(Explanation.ClauseSaid.init)
    }
}

extension ChargeAnswer.Line {
    fileprivate init(_ line: WayToPay.Line, _ tariff: Tariff, _ language: Language) {
        self.init(
            service: line.item, label: line.label, count: line.count, minutes: line.minutes, price: line.price.map(ChargeAnswer.Amount.init),
            priceInWords: tariff.said(line.price, in: language), charged: line.charged.rawValue,
            chargedInWords: line.price.isEmpty ? "" : line.charged.said(in: language), clause: line.clause.id, ids: line.clause.ids)
    }
}

extension ChargeAnswer.Exchange {
    fileprivate init(_ exchange: WayToPay.Exchange, _ tariff: Tariff, _ language: Language) {
        let (of, paid) = (tariff.said([exchange.of], in: language), tariff.said([exchange.paid], in: language))
        self.init(
            of: ChargeAnswer.Amount(exchange.of), paid: ChargeAnswer.Amount(exchange.paid),
            inWords: Said(es: "\(of) por \(paid)", en: "\(of) for \(paid)")(in: language),
            clause: exchange.clause.id, ids: exchange.clause.ids)
    }
}

extension ChargeAnswer.Way {
    fileprivate init(_ way: WayToPay, _ tariff: Tariff, _ language: Language) {
        self.init(
            charges: way.charges.map(ChargeAnswer.Amount.init), chargesInWords: tariff.said(way.charges, in: language),
            missing: way.missing.map(ChargeAnswer.Amount.init), loses: way.loses?(in: language) ?? "",
            lines: way.lines.map { ChargeAnswer.Line($0, tariff, language) })
    }
}

// MARK: For a terminal

extension ChargeAnswer {
    func lines(of policy: Policy, in language: Language) -> [String] {
        let head = Said(
            es: "\(policy.title), versión \(policy.version) (\(policy.id))", en: "\(policy.title), version \(policy.version) (\(policy.id))")
        return [head(in: language), ""] + (refusal.map { $0.lines(in: language) } ?? charged(policy, in: language))
            + others(in: language) + clauses(in: language)
    }

    private func charged(_ policy: Policy, in language: Language) -> [String] {
        let total = policy.tariff.said((charges ?? []).map { UnitAmount($0.unit, $0.amount) }, in: language)
        let rows = (lines ?? []).map { [$0.label, $0.minutes.map(Tariff.said(minutes:)) ?? "\($0.count)", $0.priceInWords, $0.chargedInWords, $0.ids.joined(separator: ", ")] }
        let swaps = (exchanges ?? []).map { exchange in
            Said(es: "Canje: \(exchange.inWords)", en: "Exchange: \(exchange.inWords)")(in: language) + "  \(exchange.ids.joined(separator: ", "))"
        }
        let dated = (draws ?? []).compactMap { draw in
            draw.expires.map { day in
                let amount = policy.tariff.said([UnitAmount(draw.unit, draw.amount)], in: language)
                return Said(es: "De lo que vence el \(day): \(amount)", en: "From what expires on \(day): \(amount)")(in: language)
            }
        }
        let fees = (apart ?? []).map { fee in
            Said(es: "Aparte, por cuenta del cliente: \(fee.label)", en: "Apart, at the client's expense: \(fee.label)")(in: language)
                + "  \(fee.ids.joined(separator: ", "))"
        }
        let idle = (unpriced ?? []).compactMap(Circumstance.init(rawValue:)).map { circumstance in
            let (es, en) = (circumstance.said(in: .es), circumstance.said(in: .en))
            return Said(es: "Sin cuota en la tarifa: \(es)", en: "No fee on the price list: \(en)")(in: language)
        }
        return [Said(es: "Se cobra: \(total)", en: "Charged: \(total)")(in: language)]
            + (TextTable.lines(rows) + swaps + dated + fees + idle).map { "  " + $0 }
    }

    private func others(in language: Language) -> [String] {
        guard !alternatives.isEmpty else { return [] }
        let title = refusal == nil
            ? Said(es: "Otras maneras:", en: "Other ways:") : Said(es: "Maneras de pagarlo:", en: "Ways to pay it:")
        return ["", title(in: language)] + TextTable.lines(alternatives.map { [$0.chargesInWords, $0.loses] }).map { "  " + $0 }
    }

    private func clauses(in language: Language) -> [String] {
        ["", Said(es: "Cláusulas:", en: "Clauses:")(in: language)]
            + cites.map { "  \($0.section): «\($0.text)» [\($0.ids.joined(separator: ", "))]" }
    }
}

extension ChargeAnswer.RefusalSaid {
    fileprivate func lines(in language: Language) -> [String] {
        [Said(es: "No se puede cobrar. \(reason)", en: "It cannot be charged. \(reason)")(in: language)]
            + [wayIn.map { "  " + Said(es: "Cómo seguir: \($0)", en: "How to go on: \($0)")(in: language) }].compactMap { $0 }
    }
}
