package billing

import (
	"context"

	"gorm.io/gorm"

	"laurel/internal/id"
	"laurel/internal/money"
)

// SetPrice supersedes the price of a product; earlier prices stay, and orders keep what they were made with.
func (s *Service) SetPrice(ctx context.Context, tx *gorm.DB, product string, price money.Money) error {
	if err := price.Validate(); err != nil {
		return err
	}
	now, known, err := s.price(ctx, tx, product)
	if err != nil || (known && now == price) {
		return err
	}
	return tx.WithContext(ctx).Exec("insert into prices (id, product, amount, currency, from_at) values (?, ?, ?, ?, ?)",
		id.New("prc"), product, price.Amount, price.Currency, s.db.Now()).Error
}

// Price is what the product costs now; ErrNoPrice when it was never given one.
func (s *Service) Price(ctx context.Context, tx *gorm.DB, product string) (money.Money, error) {
	price, known, err := s.price(ctx, tx, product)
	if err == nil && !known {
		return price, ErrNoPrice
	}
	return price, err
}

func (s *Service) price(ctx context.Context, tx *gorm.DB, product string) (money.Money, bool, error) {
	var prices []money.Money
	err := tx.WithContext(ctx).Raw("select amount, currency from prices where product = ? order by from_at desc, id desc limit 1", product).Scan(&prices).Error
	if err != nil || len(prices) == 0 {
		return money.Money{}, false, err
	}
	return prices[0], true, nil
}
