import Storage

/// How something was paid at once, by its key in SAT's catalogue `c_FormaPago`. What has none is paid later (`PPD`, 99).
package enum PaymentForm: String, Codable, CaseIterable, Sendable, SQLCodable {
    case cash = "01"
    case check = "02"
    case transfer = "03"
    case creditCard = "04"
    case debitCard = "28"
}
