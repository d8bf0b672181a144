import SupportPolicy

/// What a paper counts in; amounts of it are whole numbers.
package enum PaperUnit: Sendable, Hashable {
    /// "crédito de servicio", "créditos de servicio".
    case count(one: String, many: String)
    /// Minutes, shown as hours: "horas de póliza".
    case minutes(String)
    /// The smallest unit of a currency, by ISO 4217: centavos of `MXN`.
    case money(String)

    package init(_ unit: PrepaidUnit) {
        self = unit.isTime ? .minutes(unit.plural) : .count(one: unit.label, many: unit.plural)
    }

    /// Over a column of figures, or beside one.
    var name: String {
        switch self {
        case .count(_, let many): many
        case .minutes(let plural): plural
        case .money(let currency): currency
        }
    }

    /// "1,250", "4 h 15 min", "$1,250.00"; a minus sign where it is less than nothing.
    func figure(_ amount: Int, signed: Bool = false) -> String {
        let sign = amount < 0 ? "−" : signed && amount > 0 ? "+" : ""
        let size = Int(clamping: amount.magnitude)
        return sign + {
            switch self {
            case .count: Self.grouped(size)
            case .minutes: Tariff.said(minutes: size)
            case .money: "$\(Self.grouped(size / 100)).\(size % 100 < 10 ? "0" : "")\(size % 100)"
            }
        }()
    }

    /// "1 crédito de servicio", "$1,250.00 MXN".
    package func said(_ amount: Int, signed: Bool = false) -> String {
        switch self {
        case .count(let one, let many): "\(figure(amount, signed: signed)) \(amount.magnitude == 1 ? one : many)"
        case .minutes(let plural): "\(figure(amount, signed: signed)) (\(plural))"
        case .money(let currency): "\(figure(amount, signed: signed)) \(currency)"
        }
    }

    /// "1,234,567", as Mexico groups digits.
    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.indices.map { index in
            (index > 0 && (digits.count - index) % 3 == 0 ? "," : "") + String(digits[index])
        }.joined()
    }
}

/// So many of a unit.
package struct PaperAmount: Sendable, Hashable {
    package var amount: Int
    package var unit: PaperUnit

    package init(_ amount: Int, _ unit: PaperUnit) {
        (self.amount, self.unit) = (amount, unit)
    }

    var said: String { unit.said(amount) }
}

extension Sequence<PaperAmount> {
    /// The unit that all of them share: then it stands over the column, and only figures below it.
    var sharedUnit: PaperUnit? {
        let units = Set(map(\.unit))
        return units.count == 1 ? units.first : nil
    }

    /// Of each unit the sum, in the order in which they come.
    var summed: [PaperAmount] {
        reduce(into: []) { sums, amount in
            if let index = sums.firstIndex(where: { $0.unit == amount.unit }) { sums[index].amount += amount.amount } else { sums.append(amount) }
        }
    }
}
