"""What people say in these tests: five matters, six languages, one letter in copies, some noise."""

MATTERS = {
    "faces": [
        ("en", "Facial recognition has no place in our streets and should be banned outright."),
        ("en", "Please forbid cameras that recognise faces in stations and parks. A face cannot be changed."),
        ("fr", "La reconnaissance faciale dans l'espace public doit être interdite sans exception."),
        ("es", "Prohíban el reconocimiento facial en las calles; la policía ya abusa de las cámaras."),
        ("ar", "يجب حظر التعرف على الوجوه في الأماكن العامة لأنه يخيف الناس."),
        ("ru", "Распознавание лиц на улицах должно быть запрещено полностью."),
        ("zh", "公共场所的人脸识别应当全面禁止，摄像头让人害怕。"),
        ("en", "Biometric cameras that scan faces frighten people away from protests. Ban them."),
    ],
    "open data": [
        ("en", "Publish all municipal data in open formats with an open licence, updated every month."),
        ("en", "Open data portals are useless when the data sets are three years old. Set a rhythm of updates."),
        ("fr", "Les données publiques de la ville doivent être ouvertes, sous licence libre et à jour."),
        ("es", "Los datos abiertos del municipio deben publicarse en formatos reutilizables."),
        ("ar", "ينبغي نشر البيانات المفتوحة للبلدية بصيغ قابلة لإعادة الاستخدام."),
        ("ru", "Открытые данные города нужно публиковать в машиночитаемом виде и обновлять."),
        ("zh", "市政数据应当以开放格式公开，并且每月更新。"),
        ("en", "Developers need open data with stable formats and a documented interface."),
    ],
    "counters": [
        ("en", "Keep counters with staff for old people who do not use the internet."),
        ("en", "My mother cannot use an app. Every service needs a desk with a person, and a telephone number."),
        ("fr", "Gardez des guichets avec du personnel pour les personnes âgées sans internet."),
        ("es", "Mantengan ventanillas con personal para quienes no usan internet."),
        ("ar", "يجب الإبقاء على مكاتب فيها موظفون لكبار السن الذين لا يستخدمون الإنترنت."),
        ("ru", "Сохраните окна с живыми сотрудниками для пожилых людей без интернета."),
        ("zh", "请为不会上网的老人保留人工窗口。"),
        ("en", "People without a smartphone must be served at a counter without queueing longer."),
    ],
    "money": [
        ("en", "Small towns have no budget for this: say who pays, with grants for maintenance."),
        ("en", "Funding must cover maintenance for ten years, not only the purchase of sensors."),
        ("fr", "Qui paie ? Les petites communes ont besoin de subventions pour l'entretien."),
        ("es", "Sin financiamiento nacional los municipios pequeños no pueden pagar el mantenimiento."),
        ("ar", "من يدفع؟ البلديات الصغيرة تحتاج إلى تمويل للصيانة."),
        ("ru", "Кто платит? Малым городам нужны субсидии на обслуживание."),
        ("zh", "谁来出钱？小城市需要财政补贴来维护设备。"),
        ("en", "Without predictable transfers from the national budget no municipality can maintain these systems."),
    ],
    "standards": [
        ("en", "Contracts must require open standards so that a city can change its supplier."),
        ("en", "Vendor lock-in is the real cost: interfaces need open standards and tested exit plans."),
        ("fr", "Les marchés publics doivent exiger des standards ouverts pour pouvoir changer de fournisseur."),
        ("es", "Exijan estándares abiertos en los contratos para no depender de un solo proveedor."),
        ("ar", "يجب أن تشترط العقود معايير مفتوحة لتجنب الاعتماد على مورد واحد."),
        ("ru", "В договорах нужны открытые стандарты, чтобы город мог сменить поставщика."),
        ("zh", "合同应当要求开放标准，避免依赖单一供应商。"),
        ("en", "Software for cities should be built on open standards and free of supplier lock-in."),
    ],
}

LETTER = (
    "{greeting}\n\nI am writing about the clause on sensors. Every sensor in a public place should be listed in a "
    "register that anyone can read, with its purpose, its owner and the date on which it will be switched off. A "
    "register without dates is a promise without an end.\n\nPlease put the dates into the clause.\n\n{name}"
)
COPIES = [
    LETTER.format(greeting="Dear team,", name="Hannah"),
    LETTER.format(greeting="Dear Sir or Madam,", name="Tom Becker"),
    LETTER.format(greeting="Hello,", name="Priya, Leeds"),
    LETTER.format(greeting="To whom it may concern,", name="J. Ortiz"),
]
OWN_WORDS = "My own street has four cameras that nobody will explain, and two of them look into a school yard."
NOISE = ["!!!", "The pigeons on my balcony wake me at five every morning."]
