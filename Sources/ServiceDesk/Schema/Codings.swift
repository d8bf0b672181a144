import BusinessTime
import Storage
import SupportPolicy

// How the words of the policy and the instants stand in rows and entries.

extension ChannelKind: SQLCodable, Codable {}
extension TicketState: SQLCodable, Codable {}
extension Metric: SQLCodable, Codable {}
extension Role: SQLCodable, Codable {}
extension WaitReason: SQLCodable, Codable {}
extension Language: SQLCodable, Codable {}
extension ChargeMoment: Codable {}
extension Circumstance: Codable {}
extension SessionOutcome: Codable {}
extension VisitFailure: Codable {}

extension Instant: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(seconds: try decoder.singleValueContainer().decode(Int64.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(seconds)
    }
}

/// Amounts stand in the journal as `{"amount": 2, "unit": "credit"}`.
extension UnitAmount: Codable {
    private enum CodingKeys: String, CodingKey { case unit, amount }

    public init(from decoder: any Decoder) throws {
        let amount = try decoder.container(keyedBy: CodingKeys.self)
        self.init(try amount.decode(String.self, forKey: .unit), try amount.decode(Int.self, forKey: .amount))
    }

    public func encode(to encoder: any Encoder) throws {
        var amount = encoder.container(keyedBy: CodingKeys.self)
        try amount.encode(unit, forKey: .unit)
        try amount.encode(self.amount, forKey: .amount)
    }
}
